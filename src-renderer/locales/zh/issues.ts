/** Contradictions of src-shared/domain/config.ts in Chinese (a test provokes each of them). */
export const issues: readonly { english: RegExp; chinese: string }[] = [
  { english: /^train, validation and test must add up to 1$/, chinese: '训练、验证和测试的比例之和必须为 1' },
  { english: /^there must be rows to learn from$/, chinese: '必须有用于学习的行' },
  { english: /^early stopping needs a validation split$/, chinese: '提前停止需要验证部分' },
  { english: /^nothing can stop early where the last epoch is kept$/, chinese: '保留最后一轮时不能提前停止' },
  { english: /^tags are one for each time step: none may be left out$/, chinese: '每个时间步都有一个标签：不能跳过任何一步' },
  { english: /^train, validation and test must not add up to more than 1$/, chinese: '训练、验证和测试的比例之和不得超过 1' },
  { english: /^validation and (test|one fold) must leave rows to learn from$/, chinese: '必须为学习留下一些行' },
  { english: /^there are (\d+) folds$/, chinese: '只有 $1 折' },
  { english: /^is longer than the longest sequence that preprocessing leaves: it would never cut$/, chinese: '比预处理后最长的序列还长：永远不会截断' },
  { english: /^is no metric of (\w+), which has (.+)$/, chinese: '不是 $1 的指标，其指标为 $2' },
  { english: /^there is no field (.+) here$/, chinese: '此处没有字段 $1' },
  { english: /^there is no dataset (.+)$/, chinese: '没有数据集 $1' },
]
