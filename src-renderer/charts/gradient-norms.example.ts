import type { GradientNormsData } from './gradient-norms.ts'

const steps = Array.from({ length: 50 }, (_, index) => index)

export const gradientNormsExample: GradientNormsData = {
  layers: [
    // Falls by a tenth every eight steps back in time: a vanishing gradient.
    { name: 'Layer 1', norm: steps.map((step) => 0.4 * 10 ** ((step - 49) / 8)) },
    // The first step got no gradient at all.
    { name: 'Layer 2', norm: steps.map((step) => (step === 0 ? 0 : 0.7 * 10 ** ((step - 49) / 30))) },
  ],
  x: { name: 'Time step' },
  y: { name: 'Norm of dL/dh' },
}
