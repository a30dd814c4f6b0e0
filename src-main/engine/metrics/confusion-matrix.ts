/** How often each true class (row) was taken for each class (column), [C][C]. */
export function confusionMatrix(labels: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (let index = 0; index < labels.length; index++) matrix[labels[index]][predicted[index]] += 1
  return matrix
}
