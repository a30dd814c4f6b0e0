/** The Chinese twin of src-shared/domain/finding.ts: the same codes, the same placeholders (a test compares them). */
import type { FindingCode } from '../../../src-shared/domain/finding.ts'

export const findings: Record<FindingCode, { message: string; hint: string }> = {
  'text-by-name': { message: '根据名称,列 {column} 被当作文本。', hint: '如果不是,请选择其他列。' },
  'text-by-length': { message: '列 {column} 被当作文本:它的值最长(平均 {length} 个字符)。', hint: '如果不是,请选择其他列。' },
  'label-by-name': { message: '根据名称,列 {column} 被当作标签。', hint: '如果不是,请选择其他列。' },
  'label-by-values': { message: '列 {column} 被当作标签:它只有少数几个会重复的值({distinct} 个)。', hint: '如果不是,请选择其他列。' },
  'label-by-rest': { message: '列 {column} 被当作标签:只剩下这一列。', hint: '如果不是,请选择其他列。' },
  'encoding-guessed': { message: '文件没有说明其编码;已按 {encoding} 读取。', hint: '如果下面各行中的文字显示不正常,请选择其他编码。' },
  'quotes-plain': { message: '双引号按普通字符读取:第 {line} 行的引号没有闭合,或在字段中间闭合。', hint: '如果字段本应加引号,请改正文件中的引号。' },
  'rejected-few': { message: '{rows} 行中有 {rejected} 行被排除。第一处:{file} 第 {line} 行:{reason}。', hint: '请查看被拒绝行的列表。' },
  'rejected-many': { message: '{percent} % 的行({rows} 行中的 {rejected} 行)被排除。第一处:{file} 第 {line} 行:{reason}。', hint: '请检查分隔符、编码和列;剩下的可能不是您想要的。' },
  'duplicates': { message: '{count} 行与前面某行的文本和标签完全相同。', hint: '它们会被重复计算;若副本分在两个部分,指标会显得比实际更好。' },
  'label-conflicts': { message: '{count} 条文本带有不止一个标签,例如:{example}', hint: '没有模型能同时判对两者。请改正标签,或接受准确率低于 100 %。' },
  'class-imbalance': { message: '类别 {label} 占 {percent} % 的行。', hint: '除准确率外请同时看宏平均 F1:总是回答 {label} 就已有 {percent} % 的正确率。' },
  'class-small': { message: '{count} 个类别少于 {limit} 行,例如 {label}。', hint: '从中学不到多少。请增加行数,或将它们合并为一个类别。' },
  'class-missing': { message: '类别 {label} 有 {count} 行,但以下部分中没有:{parts}。', hint: '请添加该类别的行,或将其与其他类别合并。缺少它的部分,其指标不能说明该类别。' },
  'duplicates-across': { message: '{count} 条文本逐字出现在不止一个部分中。', hint: '模型会在见过的数据上被测试。如果指标必须精确,请从文件中删除副本。' },
  'truncated': { message: '{percent} % 的序列长于 {maximum} 步,会被截断。', hint: '如果重要内容在末尾,请增大 preprocessing.maximumLength。' },
  'out-of-vocabulary': { message: '验证集中 {percent} % 的词元在训练中从未出现。', hint: '请增加行数,或改用字符而不是词。' },
  'replacement-characters': { message: '{count} 行含有字符 U+FFFD,说明文本在保存之前就被错误解码。', hint: '请从来源处重新导出为 UTF-8 文件。' },
  'tags-converted': { message: '标签采用 {scheme} 格式,已转换为 BIO。', hint: '实体保持不变。训练时可在配置中选择 BIOES。' },
  'time-gaps': { message: '在 {first} 与 {last} 之间,按固定步长 {step} 计缺少 {count} 个时间步。', hint: '请重采样为固定步长;缺口将按预处理的设置填补。' },
}
