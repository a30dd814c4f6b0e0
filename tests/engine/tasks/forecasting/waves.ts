import { createRandom } from '../../../../src-main/engine/random.ts'
import type { RoleRow } from '../../../../src-shared/domain/cell.ts'

/** Two channels of a rhythm of 12 steps with a little noise, the second a half turn behind. */
export function waves(steps: number, noise = 0.1): RoleRow[] {
  const random = createRandom(7)
  return Array.from({ length: steps }, (_, step) => {
    const angle = (2 * Math.PI * step) / 12
    const values = [10 + 3 * Math.sin(angle) + noise * random.normal(), 200 + 50 * Math.sin(angle - Math.PI) + 20 * noise * random.normal()]
    return { index: step, cells: { values: values.map(String), time: [new Date(Date.UTC(2020, 0, 1, step)).toISOString()] } }
  })
}
