/** The engine `reference`: readable, exact, everywhere; the oracle for the others. */
import * as tf from '@tensorflow/tfjs-core'
import type { EngineRow } from '../engine-row.ts'
import { ReferenceBackend, registerKernels } from './backend.ts'
import { layerNormReferenceKernels } from './layer-norm.ts'
import { pointwiseReferenceKernels } from './pointwise.ts'
import { recurrentReferenceKernels } from './recurrent.ts'

/** Registers the backend `reference` with all its kernels, once; engines that derive from it call this first. */
export function registerReference(): void {
  if (tf.findBackendFactory('reference')) return
  tf.copyRegisteredKernels('cpu', 'reference')
  registerKernels('reference', { ...layerNormReferenceKernels, ...pointwiseReferenceKernels, ...recurrentReferenceKernels })
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
