/** A cell in words, for lists, files and messages: text as it is, tokens joined, an array by its shape. */
import { isArrayCell, type Cell } from '../../src-shared/domain/cell.ts'

export function describeCell(cell: Cell): string {
  if (typeof cell === 'string') return cell
  if (!isArrayCell(cell)) return cell.join(' ')
  const { shape: [steps, ...rest], rate } = cell
  const length = rate === null ? `${steps} steps` : `${Number((steps / rate).toFixed(2))} s`
  return rest.length === 0 || rest.every((side) => side === 1) ? length : `${length} x ${rest.join(' x ')}`
}
