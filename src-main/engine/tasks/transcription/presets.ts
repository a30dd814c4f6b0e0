/** Starting points for transcription; chosen on training and validation recordings alone. */
import { definePresets } from '../define-presets.ts'

const hidden = { timeMasks: 2, timeWidth: 15, bandMasks: 1, bandWidth: 8, speed: 0.15 }

export const transcriptionPresets = definePresets('transcription', [
  {
    name: 'small',
    title: 'Small and quick',
    reason: 'A first look, and few words such as digits or commands: one layer that listens in both directions and spells what it hears. Parts of each recording are hidden while it trains.',
    preprocessing: { kind: 'audio', normalise: 'recording', augment: hidden },
    model: { embedding: 64, recurrent: { cell: 'gru', hidden: 64, bidirectional: true, dropout: 0.2 } },
    // Spelling begins only after some five hundred updates: two hundred recordings need many small batches.
    training: { epochs: 60, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.003 }, schedule: { kind: 'cosine', minimum: 0.05 }, earlyStopping: { metric: 'loss', patience: 15 } },
  },
  {
    name: 'standard',
    title: 'Standard',
    reason: 'For a few hundred to a few thousand recordings of sentences: two wider layers, at the quality of a telephone. Speed is changed and parts are hidden in training, against learning by heart.',
    preprocessing: { kind: 'audio', normalise: 'recording', augment: hidden },
    model: { embedding: 96, recurrent: { cell: 'lstm', hidden: 128, layers: 2, bidirectional: true, dropout: 0.3 } },
    training: { epochs: 40, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.002 }, schedule: { kind: 'cosine', minimum: 0.05 }, earlyStopping: { metric: 'wer', patience: 8 } },
  },
  {
    name: 'strong',
    title: 'Strong',
    reason: 'For hours of speech: three wide layers at the full quality of a voice (16,000 samples a second). Takes many times as long; on little data no better than Standard.',
    preprocessing: { kind: 'audio', rate: 16_000, bands: 64, normalise: 'recording', augment: { ...hidden, timeMasks: 3, bandMasks: 2, bandWidth: 12 } },
    task: { stack: 3, beams: 16 },
    model: { embedding: 192, recurrent: { cell: 'lstm', hidden: 256, layers: 3, bidirectional: true, dropout: 0.3 } },
    training: { epochs: 40, batchSize: 16, optimizer: { kind: 'adamw', learningRate: 0.001, weightDecay: 0.01 }, schedule: { kind: 'cosine', minimum: 0.02 }, earlyStopping: { metric: 'wer', patience: 8 } },
  },
])
