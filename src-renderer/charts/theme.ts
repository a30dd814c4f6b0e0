/** The colours and the font of charts. They come from the CSS tokens alone; a canvas can't read custom properties itself. */
import { runPaletteSize } from '../../src-shared/domain/run.ts'

/** Gates have fixed colours everywhere; cells share a colour where gates do alike work (GRU's new is LSTM's candidate). */
export const gateNames = ['input', 'forget', 'candidate', 'output', 'reset', 'update', 'new', 'activation'] as const
const rampSize = 5

export interface ChartTheme {
  font: string
  text: string
  mutedText: string
  axis: string
  grid: string
  surface: string
  tooltip: string
  /** Colour of run n is runs[n % runPaletteSize]. */
  runs: string[]
  gates: Record<string, string>
  splits: { train: string; validation: string; test: string }
  /** Text on a dark and on a light cell of a heat map, whichever the theme. */
  onDark: string
  onLight: string
  /** From weak to strong. */
  sequential: string[]
  /** From negative through neutral to positive. */
  diverging: string[]
}

/** Builds the theme from a reader of custom properties, such as that of getComputedStyle or of a parsed tokens file. */
export function chartTheme(read: (property: string) => string): ChartTheme {
  const list = (name: string, size: number): string[] => Array.from({ length: size }, (_, index) => read(`--${name}-${index}`))
  return {
    font: read('--font-sans'),
    text: read('--chart-text'),
    mutedText: read('--chart-text-muted'),
    axis: read('--chart-axis'),
    grid: read('--chart-grid'),
    surface: read('--chart-surface'),
    tooltip: read('--chart-tooltip'),
    runs: list('run', runPaletteSize),
    gates: Object.fromEntries(gateNames.map((gate) => [gate, read(`--gate-${gate}`)])),
    splits: { train: read('--split-train'), validation: read('--split-validation'), test: read('--split-test') },
    onDark: read('--chart-on-dark'),
    onLight: read('--chart-on-light'),
    sequential: list('sequential', rampSize),
    diverging: list('diverging', rampSize),
  }
}

export const runColor = (theme: ChartTheme, color: number): string => theme.runs[color % runPaletteSize]

/** Runs beyond the palette reuse its colours with another dash, so that two lines are never alike by colour and dash. */
export const runDash = (color: number): 'solid' | number[] => [('solid' as const), [6, 3], [2, 3]][Math.floor(color / runPaletteSize) % 3]
