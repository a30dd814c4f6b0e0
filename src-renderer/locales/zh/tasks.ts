import type { tasks as english } from '../en/tasks.ts'
import type { Translation } from '../translation.ts'

export const tasks: Translation<typeof english> = {
  classification: '分类',
  tagging: '标注',
  forecasting: '预测',
  generation: '生成',
  translation: '翻译',
  transcription: '语音转写',
}
