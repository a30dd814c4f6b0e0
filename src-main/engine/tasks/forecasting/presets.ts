/** Starting points for forecasting; chosen on training and validation windows alone. */
import { definePresets } from '../define-presets.ts'

export const forecastingPresets = definePresets('forecasting', [
  {
    name: 'small',
    title: 'Small and quick',
    reason: 'A first look, and short series, such as months or years: what last season says is told by a few numbers, and a small network that reads four days of hours (or the same number of steps) learns what is left and writes the next 24 at once.',
    preprocessing: { kind: 'windows', input: 96 },
    // On eleven short series without their last fifth (docs/decisions/0011-tasks.md), squared error over that of the best baseline: 1.65 with normalise last, mae, 0.003; 1.10 so.
    task: { horizon: 24, architecture: { kind: 'segments', segment: 12 }, normalise: 'season', loss: 'mse' },
    model: { embedding: 32, recurrent: { cell: 'gru', hidden: 32, dropout: 0.1 } },
    training: { epochs: 10, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.001 }, earlyStopping: { metric: 'loss', patience: 3 } },
  },
  {
    name: 'standard',
    title: 'Standard',
    reason: 'For most series with a daily or weekly rhythm: reads two weeks of hours in segments and writes all steps at once, so that it does not forget on long horizons as reading step by step does.',
    preprocessing: { kind: 'windows', input: 336 },
    task: { horizon: 96, architecture: { kind: 'segments', segment: 24 } },
    model: { embedding: 64, recurrent: { cell: 'gru', hidden: 64, dropout: 0.3 } },
    training: { epochs: 15, batchSize: 64, optimizer: { kind: 'adam', learningRate: 0.001 }, schedule: { kind: 'cosine', minimum: 0.1 }, earlyStopping: { metric: 'loss', patience: 4 } },
  },
  {
    name: 'strong',
    title: 'Strong',
    reason: 'For long series with much history: a wider network that reads a month of hours, and learns the interval itself. Takes several times as long.',
    preprocessing: { kind: 'windows', input: 720 },
    task: { horizon: 96, architecture: { kind: 'segments', segment: 48 }, loss: 'quantile' },
    model: { embedding: 128, recurrent: { cell: 'gru', hidden: 128, dropout: 0.5 } },
    training: { epochs: 20, batchSize: 64, optimizer: { kind: 'adam', learningRate: 0.0005 }, schedule: { kind: 'cosine', minimum: 0.1 }, earlyStopping: { metric: 'loss', patience: 5 } },
  },
  {
    name: 'stepwise',
    title: 'Step by step',
    reason: 'The textbook way: an encoder reads every step, a decoder writes one step after the other. For short horizons, and to see what gates do along a series.',
    preprocessing: { kind: 'windows', input: 48 },
    task: { horizon: 12, architecture: { kind: 'encoderDecoder' } },
    model: { embedding: 32, recurrent: { cell: 'lstm', hidden: 64 } },
    training: { epochs: 15, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.002 }, earlyStopping: { metric: 'loss', patience: 3 } },
  },
])
