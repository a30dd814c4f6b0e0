import type { findings as english } from '../en/findings.ts'
import type { Translation } from '../translation.ts'

export const remedies: Translation<typeof english> = {
  chooseRole: '将 {column} 作为{role}',
  leaveOut: '不使用 {column}',
  setSplit: '划分方式：{kind}',
  setField: '将{field}设为 {value}',
  setOption: '将 {option} 设为 {value}',
  decimalComma: '把逗号读作小数点',
  decimalPoint: '把逗号读作千位分隔符',
  dropDuplicates: '每组重复只保留第一条',
  openRejected: '查看未采用的行',
}
