/** How a phone was held: the file says it, the pictures themselves lie as the sensor does. */

export interface Orientation {
  /** Columns of the picture become rows of what is shown. */
  swapped: boolean
  flipsAcross: boolean
  flipsDown: boolean
}

/** Degrees clockwise -> how. */
export const quarterTurns: Record<number, Orientation> = {
  0: { swapped: false, flipsAcross: false, flipsDown: false },
  90: { swapped: true, flipsAcross: true, flipsDown: false },
  180: { swapped: false, flipsAcross: true, flipsDown: true },
  270: { swapped: true, flipsAcross: false, flipsDown: true },
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
