/** Starting points for tagging; chosen on training and validation rows alone. Everything a preset does not name is the config's default. */
import { definePresets } from '../define-presets.ts'

export const taggingPresets = definePresets('tagging', [
  {
    name: 'small',
    title: 'Small and quick',
    reason: 'A first look, and a few hundred sentences: a small network that reads each sentence in both directions and each word letter by letter.',
    preprocessing: { kind: 'words' },
    task: { characters: { embedding: 16, hidden: 16 } },
    model: { embedding: 32, recurrent: { cell: 'lstm', hidden: 32, bidirectional: true, dropout: 0.4 } },
    training: { epochs: 30, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.005 }, earlyStopping: { metric: 'f1', patience: 8 } },
  },
  {
    name: 'standard',
    title: 'Standard',
    reason: 'For most tagged text, names as well as parts of speech: it reads each sentence in both directions and each word letter by letter, since half of the names in new text were never seen before, and finds the best tags of a sentence as a whole.',
    preprocessing: { kind: 'words' },
    // On the development part of WNUT-17, one seed and 18 to 20 epochs each: F1 0.342; with 25 and 25, 0.320; hiding a fifth of the words, 0.292; a cosine schedule, 0.302.
    task: { characters: { embedding: 30, hidden: 50 } },
    model: { embedding: 64, recurrent: { cell: 'lstm', hidden: 64, bidirectional: true, dropout: 0.5 } },
    training: { epochs: 40, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.003 }, earlyStopping: { metric: 'f1', patience: 8 } },
  },
  {
    name: 'strong',
    title: 'Strong',
    reason: 'For ten thousand sentences and more: wider, with a learning rate that falls to nothing. Takes several times as long; on less data Standard is as good.',
    preprocessing: { kind: 'words' },
    task: { characters: { embedding: 30, hidden: 50 } },
    model: { embedding: 100, recurrent: { cell: 'lstm', hidden: 128, bidirectional: true, dropout: 0.5 } },
    training: { epochs: 40, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.002 }, schedule: { kind: 'cosine', minimum: 0.05 }, earlyStopping: { metric: 'f1', patience: 8 } },
  },
  {
    name: 'series',
    title: 'Steps of a series',
    reason: 'For measurements with a state at every step, such as what a machine or a person is doing: reads the series in both directions and smooths the states as a whole.',
    preprocessing: { kind: 'series' },
    model: { embedding: 32, recurrent: { cell: 'lstm', hidden: 64, bidirectional: true, dropout: 0.2 } },
    training: { epochs: 30, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.003 }, earlyStopping: { metric: 'f1', patience: 6 } },
  },
  {
    name: 'frames',
    title: 'Frames of a clip',
    reason: 'For clips with a state at every frame: a small picture reader for each frame, then the order of the frames in both directions.',
    preprocessing: { kind: 'frames' },
    model: { embedding: 64, recurrent: { cell: 'lstm', hidden: 64, bidirectional: true, dropout: 0.2 } },
    training: { epochs: 30, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.002 }, earlyStopping: { metric: 'f1', patience: 6 } },
  },
])
