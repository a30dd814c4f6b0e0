/** A model of every task exported and run in onnxruntime beside the model itself; all the others: tasks.slow.test.ts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cases, expectAlike, exported, isFirstOfTask } from './task-cases.ts'

it.each(cases.filter(isFirstOfTask))('runs in onnxruntime as in the engine: $name', expectAlike)

it('a chain of tags is in model.json with what its scheme forbids', async () => {
  const { directory } = await exported(cases.find(({ name }) => name === 'words in a chain')!)
  const { crf, fitted } = JSON.parse(readFileSync(join(directory, 'model.json'), 'utf8')) as { crf: { transitions: number[][]; start: number[] }; fitted: { tags: string[] } }
  const at = (tag: string): number => fitted.tags.indexOf(tag)
  expect(crf.transitions[at('O')][at('I-PER')]).toBe(-10_000)
  expect(crf.transitions[at('B-PER')][at('E-PER')]).toBeGreaterThan(-1)
  expect(crf.start[at('E-LOC')]).toBe(-10_000)
})
