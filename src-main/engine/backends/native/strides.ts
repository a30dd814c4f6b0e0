/** How arrays are seen by the kernels that take strides: kernels/core/strided.hpp. */

/** The most axes those kernels know. */
const maximumRank = 6

/** Numbers between two neighbours along each axis of an array that lies in one piece. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length)
  for (let axis = shape.length - 1, step = 1; axis >= 0; axis--) {
    strides[axis] = step
    step *= shape[axis]
  }
  return strides
}

/** Strides of an operand within the shape it is broadcast to: 0 where it is repeated. */
export function repeatedStrides(operand: readonly number[], shape: readonly number[]): number[] {
  const own = stridesOf(operand)
  const missing = shape.length - operand.length
  return shape.map((_, axis) => (axis < missing || operand[axis - missing] === 1 ? 0 : own[axis - missing]))
}

/**
 * Shape, strides of one and of the other array behind each other, with axes of length 1 left out and axes that both arrays run through
 * in one piece made one; null where more axes remain than the kernels know.
 */
export function layoutOf(shape: readonly number[], one: readonly number[], other: readonly number[]): Int32Array | null {
  const axes: [length: number, one: number, other: number][] = []
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) continue
    const before = axes[axes.length - 1]
    const [length, first, second] = [shape[axis], one[axis], other[axis]]
    if (before && before[1] === first * length && before[2] === second * length) axes[axes.length - 1] = [before[0] * length, first, second]
    else axes.push([length, first, second])
  }
  if (axes.length === 0) axes.push([1, 1, 1])
  if (axes.length > maximumRank) return null
  const layout = new Int32Array(3 * axes.length)
  for (let part = 0; part < 3; part++) for (let axis = 0; axis < axes.length; axis++) layout[part * axes.length + axis] = axes[axis][part]
  return layout
}
