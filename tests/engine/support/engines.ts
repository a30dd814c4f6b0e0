/** Runs a group of tests once on every engine of this machine. */
import { beforeAll, describe } from 'vitest'
import { engines, selectEngine } from '../../../src-main/engine/backends/select.ts'
import type { EngineName } from '../../../src-shared/domain/config.ts'

const probes = await Promise.all(engines.map(async (engine) => ({ name: engine.name, ...(await engine.probe()) })))
export const availableEngines: EngineName[] = probes.filter(({ available }) => available).map(({ name }) => name)

/** One thread, so that eight engineers on two cores still get their results. */
export function describeEngines(title: string, body: (engine: EngineName) => void): void {
  describe.each(availableEngines)(`${title} (%s)`, (engine) => {
    beforeAll(async () => {
      await selectEngine(engine, 1)
    })
    body(engine)
  })
}
