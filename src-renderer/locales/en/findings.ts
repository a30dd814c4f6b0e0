/** What a click on a remedy does. */
export const findings = {
  chooseRole: 'Take {column} as {role}',
  leaveOut: 'Do not use {column}',
  setSplit: 'Split: {kind}',
  setField: 'Set {field} to {value}',
  setOption: 'Set {option} to {value}',
  decimalComma: 'Read commas as decimal',
  decimalPoint: 'Read commas as groups of thousands',
  dropDuplicates: 'Keep only the first of each',
  openRejected: 'Show what was left out',
}
