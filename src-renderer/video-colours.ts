/**
 * Luma and chroma -> red, green and blue, by the matrix that the file names. Chromium's own way rounds the blue of BT.709 off by up to 8 of 255
 * and takes what names no matrix for BT.709: ffmpeg, and with it the tools of the field, take that for BT.601.
 */
import type { VideoMatrix } from '../src-shared/contract/video-decoding.ts'

/** Shares of red and blue in luma: ITU-R BT.601, BT.709 and BT.2020. */
const shares: Record<VideoMatrix, [red: number, blue: number]> = {
  smpte170m: [0.299, 0.114],
  bt470bg: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
  'bt2020-ncl': [0.2627, 0.0593],
}

/** A pixel of chroma stands for so many of luma. `together`: both chroma in one plane. */
interface Layout { across: number; down: number; together: boolean; bits: number }

const layouts: Partial<Record<string, Layout>> = Object.fromEntries([
  ...[8, 10, 12].flatMap((bits) => ([['I420', 2, 2], ['I422', 2, 1], ['I444', 1, 1]] as const).map(([name, across, down]) => [bits === 8 ? name : `${name}P${bits}`, { across, down, together: false, bits }])),
  ['NV12', { across: 2, down: 2, together: true, bits: 8 }],
]) as Partial<Record<string, Layout>>

export const canConvert = (format: string | null): boolean => format !== null && layouts[format] !== undefined

/** `planes` lie in `bytes`; -> [height, width, 4], the last of them 255. */
export function convertColours(
  bytes: Uint8Array<ArrayBuffer>, format: string, planes: { offset: number; stride: number }[], width: number, height: number, { matrix, fullRange }: { matrix: VideoMatrix; fullRange: boolean },
): Uint8ClampedArray<ArrayBuffer> {
  const { across, down, together, bits } = layouts[format] ?? { across: 2, down: 2, together: false, bits: 8 }
  const wide = bits > 8 ? 2 : 1
  const samples = wide === 2 ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1) : bytes
  const [y, u, v] = together ? [planes[0], planes[1], { offset: planes[1].offset + wide, stride: planes[1].stride }] : planes
  const step = together ? 2 : 1
  const [red, blue] = shares[matrix]
  // Video range is 16 to 235, and 16 to 240 for chroma, in steps of 2^(bits - 8).
  const unit = 2 ** (bits - 8)
  const [black, lumaScale, chromaScale] = fullRange ? [0, 255 / (2 ** bits - 1), 255 / (2 ** bits - 1)] : [16 * unit, 255 / (219 * unit), 255 / (224 * unit)]
  const middle = 128 * unit
  const [toRed, toBlue] = [2 * (1 - red) * chromaScale, 2 * (1 - blue) * chromaScale]
  const [greenOfBlue, greenOfRed] = [(toBlue * blue) / (1 - red - blue), (toRed * red) / (1 - red - blue)]
  const rgb = new Uint8ClampedArray(width * height * 4)
  for (let row = 0, to = 0; row < height; row++) {
    const luma = (y.offset + row * y.stride) / wide
    const [rowOfU, rowOfV] = [u, v].map(({ offset, stride }) => (offset + Math.floor(row / down) * stride) / wide)
    for (let column = 0; column < width; column++, to += 4) {
      const place = Math.floor(column / across) * step
      const bright = lumaScale * (samples[luma + column] - black)
      const [cb, cr] = [samples[rowOfU + place] - middle, samples[rowOfV + place] - middle]
      rgb[to] = bright + toRed * cr
      rgb[to + 1] = bright - greenOfBlue * cb - greenOfRed * cr
      rgb[to + 2] = bright + toBlue * cb
      rgb[to + 3] = 255
    }
  }
  return rgb
}
