/** The table of samples, in the order of the gallery. */
import { dates } from './dates.ts'
import { mentions } from './mentions.ts'
import { morse } from './morse.ts'
import { names } from './names.ts'
import { reviews } from './reviews.ts'
import type { ShippedSample } from './sample.ts'
import { speeches } from './speeches.ts'

export const samples: ShippedSample[] = [reviews, names, mentions, speeches, dates, morse]
