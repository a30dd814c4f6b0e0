/** The table of what an answer can be. */
import type { TargetKind } from '../../../../../src-shared/domain/tasks/classification.ts'
import { oneClass } from './class.ts'
import { severalClasses } from './classes.ts'
import { number } from './number.ts'
import { ordinal } from './ordinal.ts'
import type { Target } from './target.ts'

export const targets: Record<TargetKind, Target> = { class: oneClass, classes: severalClasses, ordinal, number }
