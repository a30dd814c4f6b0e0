import type { data as english } from '../en/data.ts'
import type { Translation } from '../translation.ts'

export const data: Translation<typeof english> = {
  title: '数据',
}
