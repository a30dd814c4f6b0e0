/** ONNX: one file that onnxruntime, and whatever reads ONNX, can run. */
import { classifierGraph } from './graph.ts'
import { encodeModel } from './schema.ts'
import { openOnnx } from './run.ts'
import { verifyLogits } from '../verify.ts'
import { onnxExample } from '../examples.ts'
import { asTextClassifier } from '../model.ts'
import type { Exporter } from '../exporter.ts'

export const onnx: Exporter = {
  format: 'onnx',
  async write(any, cases) {
    const model = asTextClassifier(any, 'onnx')
    const bytes = encodeModel(classifierGraph(model), { labels: JSON.stringify(model.fitted.labels), name: model.config.name })
    const session = await openOnnx(bytes)
    const verification = await verifyLogits(model, cases, session.run).finally(session.close)
    return {
      files: [
        { name: 'model.onnx', content: bytes },
        { name: 'example_onnx.py', content: onnxExample },
      ],
      verification,
    }
  },
}
