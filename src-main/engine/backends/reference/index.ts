/** The engine `reference`: readable, exact, everywhere; the oracle for the others. */
import * as tf from '@tensorflow/tfjs-core'
import type { EngineRow } from '../engine-row.ts'
import { attentionReferenceKernels } from './attention.ts'
import { ReferenceBackend, registerKernels } from './backend.ts'
import { binaryCrossEntropyReferenceKernels } from './binary-cross-entropy.ts'
import { crfReferenceKernels } from './crf.ts'
import { crossEntropyReferenceKernels } from './cross-entropy.ts'
import { ctcReferenceKernels } from './ctc.ts'
import { layerNormReferenceKernels } from './layer-norm.ts'
import { pointwiseReferenceKernels } from './pointwise.ts'
import { recurrentReferenceKernels } from './recurrent.ts'
import { regressionLossReferenceKernels } from './regression-loss.ts'

const kernels = {
  ...attentionReferenceKernels, ...binaryCrossEntropyReferenceKernels, ...crfReferenceKernels, ...crossEntropyReferenceKernels, ...ctcReferenceKernels,
  ...layerNormReferenceKernels, ...pointwiseReferenceKernels, ...recurrentReferenceKernels, ...regressionLossReferenceKernels,
}

/** Registers the backend `reference` with all its kernels, once; engines that derive from it call this first. */
export function registerReference(): void {
  if (tf.findBackendFactory('reference')) return
  tf.copyRegisteredKernels('cpu', 'reference')
  registerKernels('reference', kernels)
  // Below tfjs's own backends: nothing is computed with before an engine has been chosen.
  tf.registerBackend('reference', () => new ReferenceBackend(), 0)
}

export const referenceEngine: EngineRow = {
  name: 'reference',
  maximumThreads: 1,
  probe: async () => ({ available: true, reason: 'TypeScript on one core' }),
  activate: async () => {
    registerReference()
    await tf.setBackend('reference')
  },
}
