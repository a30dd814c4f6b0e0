import type { train as english } from '../en/train.ts'
import type { Translation } from '../translation.ts'

export const train: Translation<typeof english> = {}
