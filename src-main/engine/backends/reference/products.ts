/**
 * The three matrix products that everything recurrent is made of, each adding to its result. Double precision, since
 * JavaScript's arithmetic is: typed arrays of doubles save a conversion at each number and make the reference exact.
 * Four rows and two columns are taken at once: one load and store of the result serves four multiplications. No destructuring
 * in here: V8 does not always take the arrays away, and the loops become three times slower.
 */

/** Numbers of a matrix, row by row: element (row, column) is at offset + row * stride + column. */
export interface Matrix {
  data: Float64Array
  offset: number
  stride: number
}

/** result [rows, columns] += left [rows, inner] right [inner, columns] */
export function addProduct(result: Matrix, left: Matrix, right: Matrix, rows: number, inner: number, columns: number): void {
  const a = left.data
  for (let row = 0; row < rows; row++) {
    const target = result.offset + row * result.stride
    const aRow = left.offset + row * left.stride
    let k = 0
    for (; k + 3 < inner; k += 4) addFourRows(result.data, target, right, k, columns, a[aRow + k], a[aRow + k + 1], a[aRow + k + 2], a[aRow + k + 3])
    for (; k < inner; k++) addRow(result.data, target, right, k, columns, a[aRow + k])
  }
}

/** result [inner, columns] += left^T right, left [rows, inner], right [rows, columns] */
export function addOuterProducts(result: Matrix, left: Matrix, right: Matrix, rows: number, inner: number, columns: number): void {
  const [a, step] = [left.data, left.stride]
  let row = 0
  for (; row + 3 < rows; row += 4) {
    for (let k = 0; k < inner; k++) {
      const from = left.offset + row * step + k
      addFourRows(result.data, result.offset + k * result.stride, right, row, columns, a[from], a[from + step], a[from + 2 * step], a[from + 3 * step])
    }
  }
  for (; row < rows; row++) {
    for (let k = 0; k < inner; k++) addRow(result.data, result.offset + k * result.stride, right, row, columns, a[left.offset + row * step + k])
  }
}

/** result [rows, inner] += left [rows, columns] right^T, right [inner, columns] */
export function addProductTransposed(result: Matrix, left: Matrix, right: Matrix, rows: number, inner: number, columns: number): void {
  const [c, a, b] = [result.data, left.data, right.data]
  for (let row = 0; row < rows; row++) {
    const start = left.offset + row * left.stride
    const target = result.offset + row * result.stride
    let k = 0
    for (; k + 1 < inner; k += 2) {
      let b0 = right.offset + k * right.stride
      let b1 = b0 + right.stride
      // Four sums, since each waits for its own last addition.
      let even0 = 0
      let odd0 = 0
      let even1 = 0
      let odd1 = 0
      let column = 0
      for (; column + 1 < columns; column += 2, b0 += 2, b1 += 2) {
        const first = a[start + column]
        const second = a[start + column + 1]
        even0 += first * b[b0]
        odd0 += second * b[b0 + 1]
        even1 += first * b[b1]
        odd1 += second * b[b1 + 1]
      }
      if (column < columns) {
        even0 += a[start + column] * b[b0]
        even1 += a[start + column] * b[b1]
      }
      c[target + k] += even0 + odd0
      c[target + k + 1] += even1 + odd1
    }
    if (k < inner) {
      let sum = 0
      for (let column = 0; column < columns; column++) sum += a[start + column] * b[right.offset + k * right.stride + column]
      c[target + k] += sum
    }
  }
}

/** result [columns] += the sum of the rows of matrix [rows, columns] */
export function addRows(result: Matrix, matrix: Matrix, rows: number, columns: number): void {
  for (let row = 0; row < rows; row++) addRow(result.data, result.offset, matrix, row, columns, 1)
}

/** c[target ...] += f0 row + f1 (row + 1) + f2 (row + 2) + f3 (row + 3) of a matrix */
function addFourRows(c: Float64Array, target: number, matrix: Matrix, row: number, columns: number, f0: number, f1: number, f2: number, f3: number): void {
  const b = matrix.data
  let b0 = matrix.offset + row * matrix.stride
  let b1 = b0 + matrix.stride
  let b2 = b1 + matrix.stride
  let b3 = b2 + matrix.stride
  const end = target + columns
  let position = target
  for (; position + 1 < end; position += 2, b0 += 2, b1 += 2, b2 += 2, b3 += 2) {
    c[position] += f0 * b[b0] + f1 * b[b1] + (f2 * b[b2] + f3 * b[b3])
    c[position + 1] += f0 * b[b0 + 1] + f1 * b[b1 + 1] + (f2 * b[b2 + 1] + f3 * b[b3 + 1])
  }
  if (position < end) c[position] += f0 * b[b0] + f1 * b[b1] + (f2 * b[b2] + f3 * b[b3])
}

/** c[target ...] += factor row of a matrix */
function addRow(c: Float64Array, target: number, matrix: Matrix, row: number, columns: number, factor: number): void {
  const start = matrix.offset + row * matrix.stride
  for (let column = 0; column < columns; column++) c[target + column] += factor * matrix.data[start + column]
}
