import type { tryOut as english } from '../en/try.ts'
import type { Translation } from '../translation.ts'

export const tryOut: Translation<typeof english> = {}
