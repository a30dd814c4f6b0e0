import type { compute as english } from '../en/compute.ts'
import type { Translation } from '../translation.ts'

export const compute: Translation<typeof english> = {
  title: '计算',
}
