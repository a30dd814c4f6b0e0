/** How a phone was held: the file says it in a matrix, the pictures themselves lie as the sensor does. */

/** [a, b, c, d]: a pixel at (x, y) is shown at (a x + c y, b x + d y), to a shift. */
export type DisplayMatrix = readonly [number, number, number, number]

export interface Orientation {
  /** Columns of the picture become rows of what is shown. */
  swapped: boolean
  flipsAcross: boolean
  flipsDown: boolean
}

/** Quarter turns and mirrors; an angle between two of them is taken for the nearest. */
export function orientationOf([a, b, c, d]: DisplayMatrix): Orientation {
  const swapped = Math.abs(b) + Math.abs(c) > Math.abs(a) + Math.abs(d)
  return swapped ? { swapped, flipsAcross: c < 0, flipsDown: b < 0 } : { swapped, flipsAcross: a < 0, flipsDown: d < 0 }
}

/** `from` [height, width, 3] as it is shown -> `to`, [width, height, 3] where swapped. */
export function turnPicture(from: Uint8Array, width: number, height: number, { swapped, flipsAcross, flipsDown }: Orientation, to: Uint8Array): void {
  const [across, down] = swapped ? [height, width] : [width, height]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = swapped ? [y, x] : [x, y]
      const at = ((flipsDown ? down - 1 - row : row) * across + (flipsAcross ? across - 1 - column : column)) * 3
      const own = (y * width + x) * 3
      to[at] = from[own]
      to[at + 1] = from[own + 1]
      to[at + 2] = from[own + 2]
    }
  }
}
