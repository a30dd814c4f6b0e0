/** Which colour each type of entity or tag has: by its place among all that a model knows, so that it keeps it from text to text. */
import { runPaletteSize } from '../../src-shared/domain/run.ts'

export function spanColors(types: Iterable<string>): Map<string, string> {
  return new Map([...new Set(types)].filter((type) => type !== '').sort().map((type, index) => [type, `var(--run-${index % runPaletteSize})`]))
}
