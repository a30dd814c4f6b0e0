/** Share of examples whose class was told right: trace(M) / sum(M), 0 to 1; 0 for no examples. */
export function accuracy(matrix: readonly (readonly number[])[]): number {
  let right = 0
  let all = 0
  matrix.forEach((row, label) =>
    row.forEach((count, predicted) => {
      all += count
      if (label === predicted) right += count
    }),
  )
  return all === 0 ? 0 : right / all
}
