import type { tryOut as english } from '../en/try.ts'
import type { Translation } from '../translation.ts'

export const tryOut: Translation<typeof english> = {
  title: '试用',
  subtitle: '训练数据：{dataset}',
  label: '文本',
  placeholder: '输入或粘贴文本，每行一条。',
  help: '边输入边给出答案。多行文本以表格显示。',
  tooMany: '只回答前 {count} 行。',
  asking: '正在询问模型…',
  empty: '还没有文本',
  emptyText: '在上方输入一句类似数据集内容的话，看看模型如何判断。',
  answer: '答案',
  probabilities: '各类别的概率',
  probability: '概率',
  class: '类别',
  line: '行',
  text: '文本',
  lines: '各行',
  reads: '模型读到的内容：{count} 个时间步',
  unknown: '未知',
  unknownToken: '不在词表中：模型只知道这里有内容。',
  unknownShare: '未知',
  unknownText: '其中 {share} 未在训练数据中出现（已标出）：模型只知道那里有内容。',
  allKnown: '全部内容都在训练数据中出现过。',
}
