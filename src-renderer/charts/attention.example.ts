import type { AttentionData } from './attention.ts'

const source = ['Where', 'is', 'the', 'nearest', 'station', '?']
const target = ['最近', '的', '车站', '在', '哪里', '?']
/** Which source token each target token stands for. */
const meant = [3, 2, 4, 1, 0, 5]

export const attentionExample: AttentionData = {
  source, target, weights: target.map((_, row) => source.map((__, column) => (column === meant[row] ? 0.75 : 0.05))),
  x: { name: 'Source' }, y: { name: 'Translation' }, valueName: 'Attention',
}
