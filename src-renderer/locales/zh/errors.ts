/** The Chinese twin of src-shared/contract/errors.ts: the same codes, the same placeholders (a test compares them). */
import type { ErrorCode } from '../../../src-shared/contract/errors.ts'

export const errors: Record<ErrorCode, { message: string; hint: string }> = {
  'internal': { message: '发生了意外错误:{reason}', hint: '请重试。如果再次发生,请附上本工作区的日志文件进行反馈。' },
  'cancelled': { message: '已取消:{what}。', hint: '没有任何改动。' },
  'contract.invalid': { message: '调用 {name} 被拒绝:{reason}', hint: '请重新启动 Seqbench;如果再次发生,请反馈。' },
  'contract.unknown': { message: '没有名为 {name} 的调用。', hint: '请重新启动 Seqbench;窗口与后端的版本可能不一致。' },
  'contract.closed': { message: '与后端的连接已关闭。', hint: '请重新启动 Seqbench。您的运行和数据集都安全地保存在磁盘上。' },

  'backend.ended': { message: '后端意外结束({reason})。', hint: 'Seqbench 会重新启动它。您的运行和数据集都安全地保存在磁盘上。' },

  'file.unknown-token': { message: '此文件不是通过对话框选择或拖放到窗口中的。', hint: '请重新选择文件。' },
  'file.unreadable': { message: '无法读取 {path}:{reason}。', hint: '请检查文件是否存在,以及您是否有读取权限。' },
  'file.unwritable': { message: '无法写入 {path}:{reason}。', hint: '请选择其他文件夹,或更改此文件夹的权限。' },
  'disk.full': { message: '{path} 所在的磁盘没有剩余空间。', hint: '请释放一些空间,或将工作区移到其他磁盘。没有任何改动。' },

  'workspace.locked': { message: '工作区 {path} 正被另一个 Seqbench 使用(进程 {pid})。', hint: '请关闭另一个,或用 --workspace 选择其他工作区。' },
  'workspace.newer': { message: '工作区 {path} 由更新版本的 Seqbench 写入(结构版本 {found},当前版本只认识 {known})。', hint: '请更新 Seqbench,或打开其他工作区。' },
  'workspace.corrupt': { message: '无法读取工作区 {path} 的数据库:{reason}。', hint: '请用其 backups 文件夹中最新的文件恢复。' },

  'import.no-files': { message: '没有给出要导入的文件。', hint: '请至少选择一个文件或文件夹。' },
  'import.empty': { message: '{file} 是空的。', hint: '请选择含有数据行的文件。' },
  'import.header-only': { message: '{file} 只有表头,没有数据行。', hint: '请选择表头下至少有一行数据的文件,或指明第一行就是数据。' },
  'import.binary': { message: '{file} 不是文本文件:它看起来像 {kind}。', hint: '请将其另存为 CSV、TSV 或 JSON Lines 再导入。' },
  'import.format-unknown': { message: '没有导入器认识 {file} 的格式。', hint: 'Seqbench 可读取 {formats}。' },
  'import.encoding': { message: '{file} 不是有效的 {encoding}:第一个错误字节在第 {line} 行、第 {offset} 字节处。', hint: '请选择其他编码;最适合此文件的是 {suggestion}。' },
  'import.encoding-unknown': { message: '没有名为 {encoding} 的编码。', hint: '请使用 utf-8、windows-1252、gbk 或 utf-16le 这样的名称。' },
  'import.delimiter': { message: '分隔符 {delimiter} 不是单个字符。', hint: '请使用一个字符,例如逗号、分号,或用 \\t 表示制表符。' },
  'import.line-too-long': { message: '{file} 第 {line} 行:单行长度超过 {limit}。', hint: '请检查文件的换行符,或确认它是否真的是文本文件。' },
  'import.json': { message: '{file} 第 {line} 行:不是 JSON 对象({reason})。', hint: '每行必须是一个 JSON 对象,例如 {"text": "...", "label": "..."}。' },
  'import.column-missing': { message: '{file} 中没有名为 {column} 的列。', hint: '它的列有:{columns}。' },
  'import.columns-differ': { message: '{file} 的列与 {first} 不同。', hint: '一起导入的文件必须有相同的列。请逐个导入。' },
  'import.same-column': { message: '列 {column} 同时被用作文本和标签。', hint: '请选择两个不同的列。' },
  'import.no-label': { message: '无法判断 {file} 中哪一列是标签。', hint: '请选择标签列(--label)。它的列有:{columns}。' },
  'import.no-text': { message: '无法判断 {file} 中哪一列是文本。', hint: '请选择文本列(--text)。它的列有:{columns}。' },
  'import.one-class': { message: '列 {column} 中每一行的标签都相同:{label}。', hint: '分类器至少需要两个类别。请选择其他标签列,或添加其他类别的行。' },
  'import.label-unique': { message: '标签列 {column} 在 {rows} 行中有 {distinct} 个不同的值:它看起来像编号或自由文本。', hint: '请选择取值少且会重复的列。' },
  'import.nothing-left': { message: '{file}:全部 {rows} 行都被拒绝。第一处:第 {line} 行,{reason}。', hint: '请在预览中检查分隔符、编码和列。' },
  'import.folder-empty': { message: '文件夹 {file} 的类别文件夹中没有文本文件。', hint: '应为每个类别一个文件夹、每个样例一个文本文件:{file}/positive/1.txt。' },
  'import.changed': { message: '读取 {file} 时它发生了变化。', hint: '请等到没有程序写入它,再重新导入。' },
  'import.layout': { message: '{file} 第 {line} 行:{reason}。', hint: '请更正这一行,或从来源重新导出该文件。' },
  'import.aligned': { message: '{file} 有 {found} 行,而 {first} 有 {expected} 行:两者没有对齐。', hint: '一个文件的第 n 行必须是另一个文件第 n 行的译文。请重新导出这两个文件,不要省略空行。' },
  'import.objects': { message: '{file} 存放的是 Python 对象而不是数字:打开它会运行其中存储的代码。', hint: '请把它存成数字数组:numpy.save(path, array.astype("float32"), allow_pickle=False)。' },
  'import.array': { message: '{file} 无法作为 NumPy 数组读取:{reason}。', hint: '请用 numpy.save 或 numpy.savez 重新保存;可以读取 8 到 64 位的数字。' },
  'import.too-large': { message: '{file} 需要 {found},超过上限 {limit}。', hint: '请把它切成较小的部分,或检查文件是否损坏。' },
  'import.media-empty': { message: '{file} 中没有 {kind}。', hint: '应为:{expected}。' },
  'import.sidecar': { message: '{table} 中没有给出文件名的列以及说明其内容的列。', hint: '它的列有:{columns}。请将它们命名为 file 和 label,或 file 和 transcript。' },

  'dataset.missing': { message: '没有数据集 {id}。', hint: '请查看数据集列表;它可能已被移除。' },
  'dataset.in-use': { message: '数据集 {name} 正被 {runs} 个运行使用。', hint: '请先移除这些运行。' },
  'dataset.damaged': { message: '数据集 {name} 存储的行与其哈希不符。', hint: '请重新导入该文件。' },
  'sample.missing': { message: '没有名为 {name} 的样例数据。', hint: '样例数据有:{names}。' },
  'split.too-small': { message: '{part} 部分将没有任何行。', hint: '请给它更大的比例,或使用更大的数据集。' },
  'split.class-missing': { message: '类别 {label} 只有 {count} 行:不足以同时出现在训练、验证和测试中。', hint: '请添加该类别的行,或将其与其他类别合并。' },

  'config.invalid': { message: '配置无效:{path}:{reason}', hint: '请改正此字段;编辑器中已标出。' },
  'config.json': { message: '配置 {file} 不是有效的 JSON:{reason}', hint: '请检查第 {line} 行附近的逗号、引号和括号。' },
  'config.path': { message: '配置中没有字段 {path}。', hint: '此处的字段有:{fields}。' },
  'preset.missing': { message: '没有名为 {name} 的预设。', hint: '预设有:{names}。' },

  'engine.missing': { message: '引擎 {engine} 不可用:{reason}', hint: '请选择其中之一:{available}。' },
  'engine.ended': { message: '计算进程意外结束({reason})。', hint: '请重试:它会重新启动。如果是内存不足,请先关闭其他程序。' },
  'engine.shape': { message: '{operation}:{reason}', hint: '这是模型中的错误,与您的数据无关。请反馈。' },

  'run.missing': { message: '没有运行 {id}。', hint: '请查看运行列表;它可能已被移除。' },
  'run.not-active': { message: '运行 {name} 不在进行中(状态为 {status})。', hint: '只有运行中或已暂停的运行才能暂停、继续或停止。' },
  'run.active': { message: '运行 {name} 仍处于 {status} 状态。', hint: '请先停止它。' },
  'run.no-checkpoint': { message: '运行 {name} 还没有检查点。', hint: '请等待第一轮结束,或重新训练。' },
  'run.finished': { message: '运行 {name} 已完成:没有可继续的内容。', hint: '请用更多轮数开始新的运行。' },
  'run.crashed': { message: '训练进程意外结束({reason})。', hint: '请从最后一个检查点继续。如果是内存不足,请使用更小的批次或模型。' },
  'run.nan': { message: '{what}在第 {step} 步变成了 {value}(最先出现在{where})。', hint: '最后一个正常的检查点已保留。请使用更小的学习率,或按范数裁剪梯度。' },
  'checkpoint.damaged': { message: '无法读取检查点 {file}:{reason}。', hint: '请使用此运行的其他检查点,或重新训练。' },

  'predict.empty': { message: '没有可分类的文本。', hint: '请输入或粘贴至少一个词。' },
  'evaluate.label-unknown': { message: '第 {row} 行的标签 {label} 是此模型不认识的。', hint: '它认识:{labels}。请选择标签列(--label),或删除这样的行。' },

  'export.format-unknown': { message: '没有名为 {format} 的导出格式。', hint: '格式有:{formats}。' },
  'export.different': { message: '{format} 导出与模型相差 {difference},超过 {limit}:未予保留。', hint: '请附上此运行的配置进行反馈。' },
  'export.unsupported': { message: '此模型无法导出为 {format}:{reason}。', hint: '请选择其他格式。' },

  'display.missing': { message: '无法打开窗口:{reason}。', hint: '请改用命令行:npm run -s seqbench -- --help' },
  'usage': { message: '{reason}', hint: '参见 --help。' },
}
