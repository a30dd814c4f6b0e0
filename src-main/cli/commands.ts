/** The table of commands, in the order of the help. A new command is a file and a row. */
import type { DefineCommand } from './context.ts'
import { defineBench } from './bench.ts'
import { defineDoctor } from './doctor.ts'
import { defineDatasets } from './datasets.ts'
import { defineDemo } from './demo.ts'
import { defineEvaluate } from './evaluate.ts'
import { defineExport } from './export.ts'
import { defineImport } from './import.ts'
import { definePredict } from './predict.ts'
import { definePresets } from './presets.ts'
import { defineResume } from './resume.ts'
import { defineRuns } from './runs.ts'
import { defineSamples } from './samples.ts'
import { defineStop } from './stop.ts'
import { defineTrain } from './train.ts'

export const commands: DefineCommand[] = [
  defineImport, defineDatasets, defineSamples, definePresets, defineTrain, defineResume, defineStop, defineEvaluate, definePredict, defineRuns, defineExport, defineDemo, defineBench, defineDoctor,
]
