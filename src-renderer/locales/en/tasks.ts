/** What is learned, by task. */
export const tasks = {
  classification: 'Classification',
  tagging: 'Tagging',
  forecasting: 'Forecasting',
  generation: 'Generation',
  translation: 'Translation',
  transcription: 'Transcription',
}
