import type { compare as english } from '../en/compare.ts'
import type { Translation } from '../translation.ts'

export const compare: Translation<typeof english> = {}
