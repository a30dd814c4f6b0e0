/** A classifier of made-up humps, trained, stored and read back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { loadModel } from '../../../../src-main/engine/train/model-file.ts'
import { trainerUpdateSchema } from '../../../../src-shared/contract/trainer-api.ts'
import { answerSchema, type AnswerOf } from '../../../../src-shared/domain/tasks/index.ts'
import { createConfig, humps, prepared, trained, type Label } from './made-up.ts'

/** Humps before this place are early. */
export const early = 0.5

export async function learn(label: Label, options: Parameters<typeof createConfig>[0], rows = 240) {
  const directory = mkdtempSync(join(tmpdir(), 'seqbench-classify-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const config = createConfig(options)
  const data = prepared(config, humps(rows, label))
  const finished = await trained(config, data, directory)
  trainerUpdateSchema.parse(finished)
  const model = await loadModel(directory)
  onTestFinished(() => model.dispose())
  const answers = async (count: number): Promise<AnswerOf<'classification'>[]> => {
    const found = await model.model.answer([...data.parts.test.sequences].slice(0, count).map((sequence) => ({ task: 'classification', sequence, steps: sequence.length / 2, pieces: [] })), {})
    found.forEach((answer) => answerSchema.parse(answer))
    return found as AnswerOf<'classification'>[]
  }
  return { ...finished, data, model, answers, test: finished.result.test }
}

export const codes = ({ evaluation }: { evaluation: { panels: { code: string }[] } }): string[] => evaluation.panels.map(({ code }) => code)
export const names = ({ result }: { result: { baselines: { name: string }[] } }): string[] => result.baselines.map(({ name }) => name)
