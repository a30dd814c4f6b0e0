/** Contradictions of src-shared/domain/config.ts in Chinese (a test provokes each of them). */
export const issues: readonly { english: RegExp; chinese: string }[] = [
  { english: /^train, validation and test must add up to 1$/, chinese: '训练、验证和测试的比例之和必须为 1' },
  { english: /^there must be rows to learn from$/, chinese: '必须有用于学习的行' },
  { english: /^early stopping needs a validation split$/, chinese: '提前停止需要验证部分' },
  { english: /^is longer than preprocessing\.maximumLength: it would never cut$/, chinese: '比 preprocessing.maximumLength 还长:永远不会截断' },
  { english: /^there is no field (.+) here$/, chinese: '此处没有字段 $1' },
  { english: /^there is no dataset (.+)$/, chinese: '没有数据集 $1' },
]
