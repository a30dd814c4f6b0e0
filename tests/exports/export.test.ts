import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportModel } from '../../src-main/exports/index.ts'
import { tempered, type ExportableModel, type NamedTensor } from '../../src-main/exports/model.ts'
import { onnxTaskOf } from '../../src-main/exports/onnx/tasks/index.ts'
import { openOnnx } from '../../src-main/exports/onnx/run.ts'
import { encodeModel } from '../../src-main/exports/onnx/schema.ts'
import { torchParameters } from '../../src-main/exports/torch-layouts.ts'
import { decodeSafetensors } from '../../src-main/engine/train/safetensors.ts'
import { modelSchema } from '../../src-shared/domain/config.ts'
import { textPartSchema } from '../../src-shared/domain/preprocessing.ts'
import { ofTask, type Encoded } from '../../src-shared/domain/tasks/index.ts'
import type { Config } from '../../src-shared/domain/config.ts'

interface Golden {
  name: string
  recurrent: object
  parameters: Record<string, { shape: number[]; data: number[] }>
  tokens: number[][]
  logits: number[][]
}
const goldens = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/exports/classifiers.json'), 'utf8')) as Golden[]

/** A model whose logits are PyTorch's: whatever an export computes is compared with another framework, not with us. */
function goldenModel(golden: Golden): ExportableModel {
  const parameters = Object.fromEntries(Object.entries(golden.parameters).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) } satisfies NamedTensor]))
  const [vocabulary, embedding] = parameters['embedding.weight'].shape
  return {
    config: { name: golden.name, task: { kind: 'classification', pooling: 'last' }, model: modelSchema.parse({ embedding, recurrent: golden.recurrent }) } as unknown as Config,
    fitted: {
      task: 'classification',
      input: { kind: 'tokens', preprocessing: textPartSchema.parse({}), vocabulary: Array.from({ length: vocabulary }, (_, row) => `token${row}`), merges: [] },
      target: 'class',
      reason: '',
      labels: ['a', 'b', 'c'],
      scaler: null,
    },
    parameters,
    model: { outputs: (inputs) => Promise.resolve(inputs.map((input) => Float32Array.from(golden.logits[golden.tokens.findIndex((known) => known.join() === ofTask(input, 'classification').sequence.join())]))) },
  }
}
const casesOf = (golden: Golden): Encoded[] => golden.tokens.map((sequence) => ({ task: 'classification', sequence: Int32Array.from(sequence), steps: sequence.length, pieces: [] }))
const context = { signal: new AbortController().signal, progress: () => undefined }
/** What the graph itself says: the oracle where PyTorch has no such cell. */
async function onnxOutputs(model: ExportableModel, inputs: readonly Encoded[]): Promise<Float32Array[]> {
  const { programs, run } = onnxTaskOf(model)
  const session = await openOnnx(encodeModel(programs()[0].graph, {}))
  return run([session], inputs).finally(session.close)
}
const emptyDirectory = (): string => mkdtempSync(join(tmpdir(), 'seqbench-export-'))

describe('onnx', () => {
  it.each(goldens)('runs in onnxruntime as in PyTorch: $name', async (golden) => {
    const directory = emptyDirectory()
    const { files, verification } = await exportModel(goldenModel(golden), ['onnx'], directory, casesOf(golden), context)
    expect(verification.cases).toBe(2 * golden.tokens.length)
    expect(verification.maxAbsDifference).toBeLessThan(1e-5)
    expect(verification.maxAbsDifference).toBeGreaterThan(0)
    expect(readdirSync(directory).sort()).toEqual(files.sort())
  })

  it('refuses an export that differs and leaves nothing behind', async () => {
    const golden = goldens[0]
    const model = goldenModel(golden)
    const directory = emptyDirectory()
    const off = { ...model, model: { outputs: async (inputs: readonly Encoded[]) => ((await model.model.outputs?.(inputs)) ?? []).map((logits) => logits.map((value) => value + 2e-4)) } }
    await expect(exportModel(off, ['onnx'], directory, casesOf(golden), context)).rejects.toMatchObject({ code: 'export.different' })
    expect(readdirSync(directory)).toEqual([])
  })

  it('refuses a model whose logits are not numbers', async () => {
    const golden = goldens[0]
    const nan = { ...goldenModel(golden), model: { outputs: (inputs: readonly Encoded[]) => Promise.resolve(inputs.map(() => Float32Array.from([NaN, 0, 0]))) } }
    await expect(exportModel(nan, ['onnx'], emptyDirectory(), casesOf(golden), context)).rejects.toMatchObject({ code: 'export.different' })
  })
})

describe('safetensors', () => {
  it.each(goldens)("has PyTorch's names and layouts: $name", async (golden) => {
    const directory = emptyDirectory()
    const { verification } = await exportModel(goldenModel(golden), ['safetensors'], directory, casesOf(golden), context)
    expect(verification.maxAbsDifference).toBe(0)
    const { tensors } = decodeSafetensors(readFileSync(join(directory, 'model.safetensors')))
    const { wx, bias } = { wx: golden.parameters['recurrent.layer0.forward.wx'], bias: golden.parameters['recurrent.layer0.forward.bias'] }
    const [inputs, columns] = wx.shape
    expect(tensors['recurrent.weight_ih_l0'].shape).toEqual([columns, inputs])
    expect(tensors['recurrent.weight_ih_l0'].data[1]).toBeCloseTo(wx.data[columns], 6)
    expect(tensors['recurrent.bias_hh_l0'].data[0]).toBeCloseTo(bias.data[columns], 6)
  })

  it('refuses a reset gate that PyTorch does not have', () => {
    const golden = goldens.find(({ name }) => name.startsWith('gru'))!
    const model = goldenModel({ ...golden, recurrent: { ...golden.recurrent, resetAfter: false } })
    expect(() => torchParameters(model)).toThrow(/reset gate/)
  })
})

it('of several formats writes those that can hold the model and says which cannot; alone it refuses', async () => {
  const golden = goldens.find(({ name }) => name.startsWith('gru'))!
  const model = goldenModel({ ...golden, recurrent: { ...golden.recurrent, resetAfter: false } })
  const any = { ...model, model: { outputs: async (inputs: readonly Encoded[]) => onnxOutputs(model, inputs) } }
  const { files, skipped } = await exportModel(any, ['onnx', 'safetensors'], emptyDirectory(), casesOf(golden), context)
  expect(files).toContain('model.onnx')
  expect(files).not.toContain('model.safetensors')
  expect(skipped).toMatchObject([{ format: 'safetensors', error: { code: 'export.unsupported' } }])
  await expect(exportModel(any, ['safetensors'], emptyDirectory(), casesOf(golden), context)).rejects.toMatchObject({ code: 'export.unsupported' })
})

it('a temperature is in the weights of an export', () => {
  const model = goldenModel(goldens[0])
  const warm = { ...model, parameters: { ...model.parameters, 'calibration.temperature': { shape: [1], data: Float32Array.of(2) } } }
  const [plain, divided] = [model, warm].map((each) => tempered(each.parameters)['output.weight'].data)
  divided.forEach((value, index) => expect(value).toBeCloseTo(plain[index] / 2, 6))
})

it('writes nothing when it is cancelled', async () => {
  const controller = new AbortController()
  controller.abort()
  const directory = emptyDirectory()
  await expect(exportModel(goldenModel(goldens[0]), ['onnx'], directory, casesOf(goldens[0]), { ...context, signal: controller.signal })).rejects.toThrow()
  expect(readdirSync(directory)).toEqual([])
})
