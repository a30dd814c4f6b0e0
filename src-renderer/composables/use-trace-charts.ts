/** A trace of one layer and direction as the data of its charts, in the language of the window. */
import { useI18n } from 'vue-i18n'
import type { LayerTrace, Trace } from '../../src-shared/domain/trace.ts'
import { useRunWords } from './use-run-words.ts'

/** Names a layer and direction in a select: `0.forward`. */
export const layerKey = ({ layer, direction }: Pick<LayerTrace, 'layer' | 'direction'>): string => `${layer}.${direction}`

export const isBidirectional = (trace: Trace): boolean => trace.layers.some(({ direction }) => direction === 'backward')

export function useTraceCharts() {
  const { t } = useI18n({ useScope: 'global' })
  const words = useRunWords()
  const timeStep = () => ({ name: t('runs.timeStep') })
  return {
    layerOptions: (trace: Trace) => trace.layers.map((layer) => ({ value: layerKey(layer), label: words.layer(layer, isBidirectional(trace)) })),
    gates: (trace: Trace, layer: LayerTrace) => ({
      gates: layer.gates, names: layer.gates.map(({ gate }) => words.gate(gate)), active: trace.active, activeName: t('runs.examples'), x: timeStep(),
      y: { name: t('runs.activation') },
    }),
    gradients: (trace: Trace) => ({
      layers: trace.layers.map((layer) => ({ name: words.layer(layer, isBidirectional(trace)), norm: layer.gradientNorm })),
      x: timeStep(), y: { name: t('runs.gradientAtHidden') },
    }),
    /** The mean of one gate at each recorded training step. */
    history: (traces: readonly Trace[], key: string, gate: string) => {
      const rows = traces.flatMap((trace) => {
        const found = trace.layers.find((layer) => layerKey(layer) === key)?.gates.find((entry) => entry.gate === gate)
        return found ? [{ step: trace.step, mean: found.mean }] : []
      })
      return {
        gate, steps: rows.map(({ step }) => step), means: rows.map(({ mean }) => mean), x: timeStep(), y: { name: t('runs.trainingStep') },
        valueName: words.gate(gate),
      }
    },
  }
}
