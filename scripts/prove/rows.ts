/** The table of the proof; a task's rows are a file. */
import { classificationRows } from './classification.ts'
import { forecastingRows } from './forecasting.ts'
import { taggingRows } from './tagging.ts'
import { framesRows } from './frames.ts'
import { generationRows } from './generation.ts'
import type { ProveRow } from './prove-row.ts'
import { translationRows } from './translation.ts'
import { speechRows } from './speech.ts'

export const rows: ProveRow[] = [...classificationRows, ...forecastingRows, ...framesRows, ...generationRows, ...speechRows, ...taggingRows, ...translationRows]
