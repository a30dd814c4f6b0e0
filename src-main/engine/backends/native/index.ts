/** The engine `native`: the reference engine with its hot kernels in machine code, on several threads. */
import * as tf from '@tensorflow/tfjs-core'
import { loadKernels } from '../../kernels/loader.ts'
import type { EngineRow } from '../engine-row.ts'
import { registerKernels, type Kernel } from '../reference/backend.ts'
import { registerReference } from '../reference/index.ts'
import { arrayNativeKernels } from './arrays.ts'
import { NativeBackend } from './backend.ts'
import { convolutionNativeKernels } from './convolution.ts'
import { elementwiseNativeKernels, tfjsElementwiseKernels } from './elementwise.ts'
import { learningNativeKernels } from './learning.ts'
import { layerNormNativeKernels } from './layer-norm.ts'
import { lossNativeKernels } from './losses.ts'
import { pathNativeKernels } from './paths.ts'
import { productNativeKernels } from './products.ts'
import { recurrentNativeKernels } from './recurrent.ts'

const kernels: Record<string, Kernel> = { ...learningNativeKernels, ...elementwiseNativeKernels, ...layerNormNativeKernels, ...lossNativeKernels, ...pathNativeKernels, ...recurrentNativeKernels }
/** tfjs's own: it expects one output bare. */
const bareKernels: Record<string, Kernel> = { ...productNativeKernels, ...tfjsElementwiseKernels, ...arrayNativeKernels, ...convolutionNativeKernels }
/** But those of a split, which is a list even of one. */
const listKernels: readonly string[] = [tf.SplitV]

/** Registers the backend `native`, once. Only where the kernels could be loaded. */
function registerNative(): void {
  if (tf.findBackendFactory('native')) return
  registerReference()
  tf.copyRegisteredKernels('reference', 'native')
  for (const kernelName of [...Object.keys(kernels), ...Object.keys(bareKernels)]) {
    if (tf.getKernel(kernelName, 'native')) tf.unregisterKernel(kernelName, 'native')
  }
  registerKernels('native', kernels)
  for (const [kernelName, kernel] of Object.entries(bareKernels)) {
    tf.registerKernel({
      kernelName,
      backendName: 'native',
      kernelFunc: ({ inputs, attrs, backend }) => {
        const outputs = kernel({ inputs: inputs as Record<string, tf.TensorInfo>, attributes: attrs, backend: backend as NativeBackend })
        return listKernels.includes(kernelName) ? outputs : outputs[0]
      },
    })
  }
  tf.registerBackend('native', () => {
    const { kernels, reason } = loadKernels()
    if (!kernels) throw new Error(reason)
    return new NativeBackend(kernels)
  }, 0)
}

export const nativeEngine: EngineRow = {
  name: 'native',
  probe: async () => {
    const { kernels, reason } = loadKernels()
    return { available: kernels !== null, reason }
  },
  activate: async (threads) => {
    registerNative()
    await tf.setBackend('native')
    loadKernels().kernels?.setThreads(threads)
  },
}
