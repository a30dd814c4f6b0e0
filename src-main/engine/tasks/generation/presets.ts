/** Starting points for generation; chosen on training and validation text alone. */
import { definePresets } from '../define-presets.ts'

const characters = { kind: 'text', tokenizer: 'character', lowercase: false }

/** Beyond eight characters counting finds little that eight do not. */
const ngramOrder = 8

export const generationPresets = definePresets('generation', [
  {
    name: 'small',
    title: 'Small and quick',
    reason: 'A first look, and short texts: reads and writes letter by letter, and shows within a minute whether words begin to form.',
    preprocessing: characters,
    task: { ngramOrder },
    model: { embedding: 32, recurrent: { cell: 'gru', hidden: 128 } },
    training: { epochs: 8, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.004 }, schedule: { kind: 'cosine', minimum: 0.05 }, clipNorm: 1, earlyStopping: { metric: 'loss', patience: 3 } },
  },
  {
    name: 'standard',
    title: 'Standard',
    reason: 'For a book or a few: one wide layer letter by letter, some of it dropped while it trains so that it does not learn the text by heart.',
    preprocessing: characters,
    task: { window: 64, ngramOrder },
    model: { embedding: 64, recurrent: { cell: 'lstm', hidden: 512, dropout: 0.2 } },
    training: { epochs: 14, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.004 }, schedule: { kind: 'cosine', minimum: 0.02 }, clipNorm: 1, earlyStopping: { metric: 'loss', patience: 3 } },
  },
  {
    name: 'strong',
    title: 'Strong',
    reason: 'For several megabytes of text and an evening: two wide layers, letter by letter. On less text it is no better than Standard.',
    preprocessing: characters,
    task: { ngramOrder },
    model: { embedding: 128, recurrent: { cell: 'lstm', hidden: 640, layers: 2, dropout: 0.4 } },
    training: { epochs: 20, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.0015 }, schedule: { kind: 'cosine', minimum: 0.02 }, clipNorm: 1, earlyStopping: { metric: 'loss', patience: 3 } },
  },
  {
    name: 'words',
    title: 'Pieces of words',
    reason: 'For texts of many megabytes: tokens are pieces of words learned from the text, so that a sentence is few steps, and what is read and what is written share their numbers.',
    preprocessing: { kind: 'text', tokenizer: 'bytePair', lowercase: false, maximumVocabulary: 4000 },
    task: { window: 64, tieEmbeddings: true, ngramOrder: 4 },
    model: { embedding: 256, recurrent: { cell: 'lstm', hidden: 256, layers: 2, dropout: 0.4 } },
    training: { epochs: 15, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.002 }, schedule: { kind: 'cosine', minimum: 0.02 }, clipNorm: 1, earlyStopping: { metric: 'loss', patience: 3 } },
  },
  {
    name: 'items',
    title: 'Names and titles',
    reason: 'Where every row is a short text by itself: each is learned from its beginning to its end, and a class, where there is one, can be asked for.',
    preprocessing: { ...characters, maximumLength: 200 },
    task: { unit: 'items', ngramOrder },
    model: { embedding: 48, recurrent: { cell: 'gru', hidden: 192, dropout: 0.2 } },
    training: { epochs: 15, batchSize: 64, optimizer: { kind: 'adam', learningRate: 0.003 }, schedule: { kind: 'cosine', minimum: 0.05 }, clipNorm: 1, earlyStopping: { metric: 'loss', patience: 3 } },
  },
])
