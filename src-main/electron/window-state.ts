/** Where the window was and which theme it had: one small JSON file; a damaged one is forgotten. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const bounds = z.object({ x: z.number(), y: z.number(), width: z.number().min(1), height: z.number().min(1) })
export type Bounds = z.infer<typeof bounds>

const windowStateSchema = z.object({
  bounds: bounds.nullable().default(null),
  maximized: z.boolean().default(false),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  language: z.enum(['en', 'zh']).nullable().default(null),
})
export type WindowState = z.infer<typeof windowStateSchema>

export function readWindowState(file: string): WindowState {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return windowStateSchema.parse({})
  }
}

/** Best effort: a window that cannot remember its place still works. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(state))
  } catch (thrown) {
    console.error(`the place of the window could not be stored: ${String(thrown)}`)
  }
}

/** The remembered bounds when enough of the title bar lies on a display that is still there, otherwise null. */
export function visibleBounds(remembered: Bounds | null, displays: Bounds[]): Bounds | null {
  if (!remembered) return null
  const grip = { width: 100, height: 30 }
  const seen = displays.some((area) => {
    const width = Math.min(remembered.x + remembered.width, area.x + area.width) - Math.max(remembered.x, area.x)
    const height = Math.min(remembered.y + grip.height, area.y + area.height) - Math.max(remembered.y, area.y)
    return width >= grip.width && height >= grip.height
  })
  return seen ? remembered : null
}
