/**
 * The parameters of all steps, averaged so that older ones count less (Polyak, Juditsky 1992; as a running mean Tarvainen, Valpola
 * 2017). Steps jump about a good place; their mean lies nearer to it, which tells most where the data is small. After update t = 1, 2, ...
 *
 *   a = d a + (1 - d) w,  d = min(decay, t / (t + 9))                                 t / (t + 9): the first steps are soon forgotten
 *
 * The averaged parameters are what is measured after an epoch and kept as the best; training goes on from its own.
 */
import type { Parameters } from '../layers/parameters.ts'

export interface Average {
  /** Takes in the parameters after update number `step`, from 1. */
  add: (step: number) => void
  /** Leaves the averaged values in the model; what is not learned stays as it is. */
  apply: () => void
  /** The averaged values by parameter name, a copy. */
  state: () => Record<string, Float32Array>
  /** Goes on from a checkpoint's; what is missing begins with the parameters at hand. */
  load: (state: Record<string, Float32Array>) => void
}

/** null where the config wants none. */
export function createAverage(decay: number | null, parameters: Parameters): Average | null {
  if (decay === null) return null
  const learned = parameters.names().filter((name) => parameters.isLearned(name))
  const copy = (name: string): Float32Array => (parameters.get(name).dataSync() as Float32Array).slice()
  const means = new Map(learned.map((name) => [name, copy(name)]))
  return {
    add: (step) => {
      const share = 1 - Math.min(decay, step / (step + 9))
      for (const [name, mean] of means) {
        const values = parameters.get(name).dataSync()
        for (let index = 0; index < mean.length; index++) mean[index] += share * (values[index] - mean[index])
      }
    },
    apply: () => means.forEach((mean, name) => parameters.set(name, mean.slice())),
    state: () => Object.fromEntries([...means].map(([name, mean]) => [name, mean.slice()])),
    load: (state) => {
      for (const name of learned) means.set(name, state[name]?.slice() ?? copy(name))
    },
  }
}

/** Does `use` with the averaged parameters in the model where there are any, then puts back those that are trained. */
export async function withAverage<Result>(average: Average | null, parameters: Parameters, use: () => Promise<Result>): Promise<Result> {
  if (!average) return use()
  const trained = new Map(parameters.names().filter((name) => parameters.isLearned(name)).map((name) => [name, (parameters.get(name).dataSync() as Float32Array).slice()]))
  average.apply()
  try {
    return await use()
  } finally {
    trained.forEach((values, name) => parameters.set(name, values))
  }
}
