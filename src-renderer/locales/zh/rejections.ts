/** The Chinese twin of src-shared/domain/rejection.ts: the same codes, the same placeholders (a test compares them). */
import type { RejectionCode } from '../../../src-shared/domain/rejection.ts'

export const rejections: Record<RejectionCode, string> = {
  'ragged': '有 {found} 个字段,应为 {expected} 个',
  'empty-text': '文本为空',
  'empty-label': '标签为空',
  'quote-unclosed': '引号打开后没有闭合',
  'quote-misplaced': '引号在字段中间闭合',
  'nul': '含有 NUL 字节',
  'lone-surrogate': '含有半个字符(孤立的代理项)',
  'json': '不是 JSON 对象:{reason}',
  'file-binary': '不是文本文件:看起来像 {kind}',
  'file-encoding': '不是有效的 {encoding}(第 {line} 行,第 {offset} 字节)',
  'file-too-long': '大于 {limit}',
  'series': '无法读取该序列:{reason}',
  'media': '无法解码:{reason}',
  'media-too-large': '内容为 {found},超过上限 {limit}',
  'media-codec': '格式为 {codec},Seqbench 无法解码:请转换为 {instead}',
  'sidecar-missing': '{table} 中没有与它对应的行',
  'sidecar-file': '文件 {path} 不存在',
}
