/**
 * The three matrix products that everything recurrent is made of, each adding to its result. Double precision, since
 * JavaScript's arithmetic is: typed arrays of doubles save a conversion at each number and make the reference exact.
 * Four rows are taken at once, so that one load and store of the result serves four multiplications.
 */

/** Numbers of a matrix, row by row: element (row, column) is at offset + row * stride + column. */
export interface Matrix {
  data: Float64Array
  offset: number
  stride: number
}

/** result [rows, columns] += left [rows, inner] right [inner, columns] */
export function addProduct(result: Matrix, left: Matrix, right: Matrix, rows: number, inner: number, columns: number): void {
  const [c, a, b] = [result.data, left.data, right.data]
  const whole = inner - (inner % 4)
  for (let row = 0; row < rows; row++) {
    const start = result.offset + row * result.stride
    const end = start + columns
    const aRow = left.offset + row * left.stride
    for (let k = 0; k < whole; k += 4) {
      const [a0, a1, a2, a3] = [a[aRow + k], a[aRow + k + 1], a[aRow + k + 2], a[aRow + k + 3]]
      let b0 = right.offset + k * right.stride
      let b1 = b0 + right.stride
      let b2 = b1 + right.stride
      let b3 = b2 + right.stride
      for (let position = start; position < end; position++) {
        c[position] += a0 * b[b0++] + a1 * b[b1++] + (a2 * b[b2++] + a3 * b[b3++])
      }
    }
    for (let k = whole; k < inner; k++) {
      const factor = a[aRow + k]
      let bPosition = right.offset + k * right.stride
      for (let position = start; position < end; position++) c[position] += factor * b[bPosition++]
    }
  }
}

/** result [rows, inner] += left [rows, columns] right^T, right [inner, columns] */
export function addProductTransposed(result: Matrix, left: Matrix, right: Matrix, rows: number, inner: number, columns: number): void {
  const [c, a, b] = [result.data, left.data, right.data]
  const whole = inner - (inner % 4)
  for (let row = 0; row < rows; row++) {
    const start = left.offset + row * left.stride
    const end = start + columns
    const cRow = result.offset + row * result.stride
    for (let k = 0; k < whole; k += 4) {
      let b0 = right.offset + k * right.stride
      let b1 = b0 + right.stride
      let b2 = b1 + right.stride
      let b3 = b2 + right.stride
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0]
      for (let position = start; position < end; position++) {
        const factor = a[position]
        sum0 += factor * b[b0++]
        sum1 += factor * b[b1++]
        sum2 += factor * b[b2++]
        sum3 += factor * b[b3++]
      }
      c[cRow + k] += sum0
      c[cRow + k + 1] += sum1
      c[cRow + k + 2] += sum2
      c[cRow + k + 3] += sum3
    }
    for (let k = whole; k < inner; k++) {
      let bPosition = right.offset + k * right.stride
      let sum = 0
      for (let position = start; position < end; position++) sum += a[position] * b[bPosition++]
      c[cRow + k] += sum
    }
  }
}

/** result [inner, columns] += left^T right, left [rows, inner], right [rows, columns] */
export function addOuterProducts(result: Matrix, left: Matrix, right: Matrix, rows: number, inner: number, columns: number): void {
  const [c, a, b] = [result.data, left.data, right.data]
  const whole = rows - (rows % 4)
  for (let row = 0; row < rows; row += 4) {
    const count = row < whole ? 4 : rows - row
    for (let k = 0; k < inner; k++) {
      const start = result.offset + k * result.stride
      const end = start + columns
      let aPosition = left.offset + row * left.stride + k
      let b0 = right.offset + row * right.stride
      if (count === 4) {
        const [a0, a1, a2, a3] = [a[aPosition], a[aPosition + left.stride], a[aPosition + 2 * left.stride], a[aPosition + 3 * left.stride]]
        let b1 = b0 + right.stride
        let b2 = b1 + right.stride
        let b3 = b2 + right.stride
        for (let position = start; position < end; position++) {
          c[position] += a0 * b[b0++] + a1 * b[b1++] + (a2 * b[b2++] + a3 * b[b3++])
        }
        continue
      }
      for (let rest = 0; rest < count; rest++, aPosition += left.stride, b0 += right.stride - columns) {
        const factor = a[aPosition]
        for (let position = start; position < end; position++) c[position] += factor * b[b0++]
      }
    }
  }
}

/** result [columns] += the sum of the rows of matrix [rows, columns] */
export function addRows(result: Matrix, matrix: Matrix, rows: number, columns: number): void {
  for (let row = 0; row < rows; row++) {
    const start = matrix.offset + row * matrix.stride
    for (let column = 0; column < columns; column++) result.data[result.offset + column] += matrix.data[start + column]
  }
}
