import type { inspect as english } from '../en/inspect.ts'
import type { Translation } from '../translation.ts'

export const inspect: Translation<typeof english> = {}
