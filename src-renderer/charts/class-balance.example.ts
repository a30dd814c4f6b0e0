import type { ClassBalanceData } from './class-balance.ts'

export const classBalanceExample: ClassBalanceData = {
  balance: [
    { label: 'positive', train: 1200, validation: 150, test: 150 },
    { label: 'negative', train: 1100, validation: 137, test: 138 },
    { label: 'a class with a very long name indeed', train: 90, validation: 11, test: 12 },
  ],
  splits: { train: 'Training', validation: 'Validation', test: 'Test' },
  x: { name: 'Sequences' },
  y: { name: 'Class' },
}
