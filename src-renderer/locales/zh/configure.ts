import type { configure as english } from '../en/configure.ts'
import type { Translation } from '../translation.ts'

export const configure: Translation<typeof english> = {
  title: '配置',
}
