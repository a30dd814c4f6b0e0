/** Starting points for translation; chosen on training and validation pairs alone. */
import { definePresets } from '../define-presets.ts'

const words = { tokenizer: 'word', minimumCount: 2, maximumVocabulary: 20_000, maximumLength: 100 }
const characters = { tokenizer: 'character', maximumLength: 200 }

/** Quick to thorough, then those for other kinds of pairs. */
export const translationPresets = definePresets('translation', [
  {
    name: 'small',
    title: 'Small and quick',
    reason: 'A first look, and for short strings with rules, such as dates, numbers and spellings: reads and writes letter by letter with one small layer, and learns from a few thousand pairs in a minute or two.',
    preprocessing: { kind: 'pairs', source: { ...characters, lowercase: false }, target: characters },
    task: { beams: 2, labelSmoothing: 0 },
    model: { embedding: 32, recurrent: { cell: 'gru', hidden: 64, bidirectional: true, dropout: 0.1 } },
    training: { epochs: 12, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.003 }, schedule: { kind: 'cosine', minimum: 0.05 }, earlyStopping: { metric: 'loss', patience: 4 } },
  },
  {
    name: 'standard',
    title: 'Standard',
    reason: 'For tens of thousands of short sentences: reads words and writes letter by letter, so that no name and no ending is out of reach; best where the target is written in characters, as Chinese and Japanese are.',
    preprocessing: { kind: 'pairs', source: words, target: { ...characters, minimumCount: 2 } },
    model: { embedding: 128, recurrent: { cell: 'gru', hidden: 128, bidirectional: true, dropout: 0.35 } },
    training: { epochs: 26, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.002 }, schedule: { kind: 'cosine', minimum: 0.02 }, earlyStopping: { metric: 'loss', patience: 5 } },
  },
  {
    name: 'pieces',
    title: 'Pieces of words',
    reason: 'For tens of thousands of sentences between languages that put spaces between words: reads and writes frequent pieces of words, learned from the data, so that endings are seen and texts stay short.',
    preprocessing: { kind: 'pairs', source: { tokenizer: 'bytePair', lowercase: false, maximumVocabulary: 4000, maximumLength: 150 }, target: { tokenizer: 'bytePair', lowercase: false, maximumVocabulary: 4000, maximumLength: 150 } },
    model: { embedding: 160, recurrent: { cell: 'gru', hidden: 160, bidirectional: true, dropout: 0.4 } },
    training: { epochs: 20, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.002 }, schedule: { kind: 'cosine', minimum: 0.02 }, earlyStopping: { metric: 'loss', patience: 4 } },
  },
  {
    name: 'strong',
    title: 'Strong',
    reason: 'For a hundred thousand sentences and more in languages with spaces: pieces of words on both sides, learned from the data, two layers. Takes several times as long, and on small data is no better than Standard.',
    preprocessing: { kind: 'pairs', source: { tokenizer: 'bytePair', lowercase: false, maximumVocabulary: 8000, maximumLength: 150 }, target: { tokenizer: 'bytePair', lowercase: false, maximumVocabulary: 8000, maximumLength: 150 } },
    task: { tieEmbeddings: true },
    model: { embedding: 256, recurrent: { cell: 'lstm', hidden: 256, layers: 2, bidirectional: true, dropout: 0.3 } },
    training: { epochs: 15, batchSize: 64, optimizer: { kind: 'adam', learningRate: 0.001 }, schedule: { kind: 'cosine', minimum: 0.02 }, earlyStopping: { metric: 'loss', patience: 3 } },
  },
])
