export const compute = {
  title: 'Compute',
}
