/** Clips: shapes that move, made by a generator, and the four clips of a gesture set, which only have to train. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { createRandom, type Random } from '../../src-main/engine/random.ts'
import type { ProveRow } from './prove-row.ts'
import { sharedData, trainFiles } from './train-files.ts'

const side = 32
const frames = 12
const clipsOfClass = 25
const directions = { left: [0, -1], right: [0, 1], up: [-1, 0], down: [1, 0] } as const
/** Whether a place, from the middle in radii, is within the shape. */
const shapes = {
  circle: (row: number, column: number) => row * row + column * column <= 1,
  square: (row: number, column: number) => Math.max(Math.abs(row), Math.abs(column)) <= 0.9,
  triangle: (row: number, column: number) => row >= -1 && row <= 0.9 && Math.abs(column) <= (row + 1) / 2,
} as const

/** One clip: place, size, speed, brightness and noise are drawn; the class is where the shape goes. [frames][side * side], 0 to 255 */
export function movingShape(shape: keyof typeof shapes, direction: keyof typeof directions, random: Random): Uint8Array[] {
  const radius = 3.5 + 2 * random.uniform()
  const speed = 0.8 + 0.7 * random.uniform()
  const [light, dark] = [170 + 80 * random.uniform(), 20 + 60 * random.uniform()]
  const centre = (): number => side / 2 + 8 * (random.uniform() - 0.5)
  const [row0, column0] = [centre(), centre()]
  const [down, right] = directions[direction]
  return Array.from({ length: frames }, (_, frame) => {
    const moved = speed * (frame - frames / 2)
    const [row, column] = [row0 + down * moved, column0 + right * moved]
    return Uint8Array.from({ length: side * side }, (_place, at) => {
      const inside = shapes[shape]((Math.floor(at / side) - row) / radius, ((at % side) - column) / radius)
      return Math.max(0, Math.min(255, (inside ? light : dark) + 12 * random.normal()))
    })
  })
}

/** A folder a clip, a picture a frame: shape_direction/clip/01.png. Twelve classes: what and whither must both be seen. */
export async function writeMovingShapes(folder: string, random: Random): Promise<void> {
  for (const shape of Object.keys(shapes) as (keyof typeof shapes)[]) {
    for (const direction of Object.keys(directions) as (keyof typeof directions)[]) {
      for (let clip = 0; clip < clipsOfClass; clip++) {
        const place = join(folder, `${shape}_${direction}`, `clip${String(clip).padStart(3, '0')}`)
        mkdirSync(place, { recursive: true })
        const pictures = movingShape(shape, direction, random.fork(`${shape} ${direction} ${clip}`))
        await Promise.all(pictures.map((picture, frame) => sharp(picture, { raw: { width: side, height: side, channels: 1 } }).png().toFile(join(place, `${String(frame + 1).padStart(2, '0')}.png`))))
      }
    }
  }
}

const task = 'classification'

export const framesRows: ProveRow[] = [
  {
    name: 'moving-shapes', task, data: 'moving shapes, 300 clips of 12 frames, 12 classes', metric: 'accuracy', must: { at: 'least', value: 0.95 }, minutes: 10, needs: [],
    reference: 'Made by a generator: what moves and whither must both be seen; chance is 0.083.',
    run: async (seed) => {
      const folder = mkdtempSync(join(tmpdir(), 'seqbench-shapes-'))
      try {
        await writeMovingShapes(folder, createRandom(seed))
        return await trainFiles({ files: [folder], options: { task }, preset: 'frames', seed, change: (config) => ({ ...config, split: { kind: 'stratified', train: 0.7, validation: 0.1, test: 0.2, seed } }) })
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  },
  {
    name: 'gestures', task, data: 'handgesture_sample, 4 clips: it trains', metric: 'accuracy', must: { at: 'least', value: 0 }, minutes: 2, needs: ['handgesture_sample'],
    reference: 'A smoke test: of four clips nothing is learned.',
    run: (seed) => trainFiles({
      files: [sharedData('handgesture_sample', 'datasets', 'sample')], options: { task }, preset: 'frames', seed,
      change: (config) => ({ ...config, split: { kind: 'stratified', train: 0.5, validation: 0, test: 0.5, seed }, training: { ...config.training, epochs: 5, earlyStopping: null } }),
    }),
  },
]
