/** ONNX: files that onnxruntime, and whatever reads ONNX, can run. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Encoded } from '../../../src-shared/domain/tasks/index.ts'
import { onnxExamples } from '../examples/index.ts'
import type { Exporter } from '../exporter.ts'
import { verifyOutputs } from '../verify.ts'
import { openOnnx, type OnnxSession } from './run.ts'
import { encodeModel } from './schema.ts'
import { onnxTaskOf } from './tasks/index.ts'

export const onnx: Exporter = {
  format: 'onnx',
  async write(model, cases) {
    const task = onnxTaskOf(model)
    const files = task.programs().map(({ file, graph }) => ({ name: file, content: encodeModel(graph, { name: model.config.name, task: model.fitted.task }) }))
    const compared = cases.flatMap(task.cases)
    if (!model.model.outputs || compared.length === 0) return fail('export.unsupported', { format: 'onnx', reason: 'there is no row that it could be compared with the model on' })
    const expected = await model.model.outputs(compared)
    const sessions: OnnxSession[] = []
    try {
      for (const { content } of files) sessions.push(await openOnnx(content))
      const verification = await verifyOutputs(expected, compared, (batch: readonly Encoded[]) => task.run(sessions, batch))
      return { files: [...files, { name: 'example_onnx.py', content: onnxExamples[model.fitted.task](model) }], verification }
    } finally {
      await Promise.all(sessions.map(({ close }) => close()))
    }
  },
}
