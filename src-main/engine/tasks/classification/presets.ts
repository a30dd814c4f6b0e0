/**
 * Starting points for classification. What they hold was chosen on training and validation rows alone (see
 * docs/decisions/0004-training.md); everything a preset does not name is the config's default.
 */
import { definePresets } from '../define-presets.ts'

/** Quick to thorough, then the special one. */
export const classificationPresets = definePresets('classification', [
  {
    name: 'small',
    title: 'Small and quick',
    reason: 'A first look at short texts: one small layer that reads each text once, forwards. Trains in seconds and shows whether there is something to learn.',
    preprocessing: { kind: 'text', tokenizer: 'word' },
    model: { embedding: 32, recurrent: { cell: 'lstm', hidden: 32, dropout: 0.3 } },
    training: { epochs: 12, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.005 }, earlyStopping: { metric: 'loss', patience: 5 } },
  },
  {
    name: 'few',
    title: 'Few texts',
    reason: 'For fewer than a thousand texts, such as two hundred reviews: all words of a text count alike wherever they stand, and two fifths of them are hidden while it trains, since so few texts are learned by heart at once.',
    preprocessing: { kind: 'text', tokenizer: 'word' },
    // Foreign sets of 120, 144 and 360 training texts, three or four draws each: accuracy 0.58 with `small`, 0.68 so; logistic regression on words 0.70.
    task: { pooling: 'mean', wordDropout: 0.4 },
    model: { embedding: 32, recurrent: { cell: 'lstm', hidden: 32, bidirectional: true, dropout: 0.3 } },
    training: { epochs: 30, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.005 }, earlyStopping: { metric: 'loss', patience: 8 } },
  },
  {
    name: 'standard',
    title: 'Standard',
    reason: 'For most short texts, such as reviews and comments. It reads each text in both directions, so that words at the start count as much as those at the end, and drops half of the features while it trains, since a few thousand texts are soon learned by heart.',
    preprocessing: { kind: 'text', tokenizer: 'word' },
    model: { embedding: 64, recurrent: { cell: 'lstm', hidden: 64, bidirectional: true, dropout: 0.5 } },
    // Where only the order of the words tells the class, the loss may stand still for five epochs before it falls: hence the patience.
    training: { epochs: 15, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.003 }, earlyStopping: { metric: 'loss', patience: 6 } },
  },
  {
    name: 'strong',
    title: 'Strong',
    reason: 'For ten thousand texts and more, or longer ones: two layers, wider, with a learning rate that falls to nothing. Takes several times as long, and on small data is no better than Standard.',
    preprocessing: { kind: 'text', tokenizer: 'word', minimumCount: 2 },
    model: { embedding: 100, recurrent: { cell: 'lstm', hidden: 128, layers: 2, bidirectional: true, dropout: 0.5 } },
    training: { epochs: 20, batchSize: 32, optimizer: { kind: 'adamw', learningRate: 0.001, weightDecay: 0.01 }, schedule: { kind: 'cosine', minimum: 0.05 }, earlyStopping: { metric: 'loss', patience: 4 } },
  },
  {
    name: 'characters',
    title: 'Characters',
    reason: 'For names, words and codes, where the spelling tells the class: each character is a time step, and endings are seen as well as beginnings. Rare classes count for more, and some characters are hidden while it trains, since few names of a class are soon learned by heart.',
    preprocessing: { kind: 'text', tokenizer: 'character', maximumLength: 100 },
    task: { pooling: 'max', classWeights: 'rooted', labelSmoothing: 0.1, wordDropout: 0.1 },
    model: { embedding: 32, recurrent: { cell: 'gru', hidden: 96, bidirectional: true, dropout: 0.5 } },
    // The average and the falling rate make the last epoch the best: docs/decisions/0013-names.md.
    training: { epochs: 25, batchSize: 32, optimizer: { kind: 'adam', learningRate: 0.003 }, schedule: { kind: 'cosine', minimum: 0.02 }, earlyStopping: null, keep: 'last', average: 0.998 },
  },
  {
    name: 'speech',
    title: 'Spoken words',
    reason: 'For recordings of a word or a sound each: forty bands of sound, a hundred times a second, read in both directions. While it trains, parts of each recording are hidden and its speed is changed, so that a few hundred recordings go further.',
    preprocessing: { kind: 'audio', normalise: 'recording', augment: { timeMasks: 1, timeWidth: 12, bandMasks: 1, bandWidth: 8, speed: 0.15 } },
    task: { pooling: 'mean' },
    model: { embedding: 64, recurrent: { cell: 'gru', hidden: 64, bidirectional: true, dropout: 0.4 } },
    training: { epochs: 60, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.003 }, schedule: { kind: 'cosine', minimum: 0.05 }, earlyStopping: { metric: 'loss', patience: 15 } },
  },
  {
    name: 'series-small',
    title: 'Series, small and quick',
    reason: 'A first look at measurements over time, such as movements, currents or heartbeats: a small layer that reads them forwards, eight steps at once.',
    preprocessing: { kind: 'series', scaling: 'standard', window: 8, stride: 4 },
    task: { pooling: 'mean', labelSmoothing: 0.1 },
    model: { embedding: 32, recurrent: { cell: 'gru', hidden: 32, dropout: 0.2 } },
    training: { epochs: 60, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.005 }, schedule: { kind: 'cosine', minimum: 0.05 }, earlyStopping: { metric: 'loss', patience: 20 } },
  },
  {
    name: 'series',
    title: 'Series',
    reason: 'For up to a few thousand series of measurements: short shapes are seen at once, then read in both directions. Each time a series is seen in training it is cut, bent and scaled a little, so that fifty of them go further.',
    preprocessing: { kind: 'series', scaling: 'standard', window: 8, stride: 2, augment: {} },
    task: { pooling: 'mean', labelSmoothing: 0.1 },
    model: { embedding: 64, recurrent: { cell: 'gru', hidden: 48, bidirectional: true, dropout: 0.3 } },
    training: { epochs: 200, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.003 }, schedule: { kind: 'cosine', minimum: 0.05 }, earlyStopping: { metric: 'loss', patience: 60 }, keep: 'auto' },
  },
  {
    name: 'series-strong',
    title: 'Series, strong',
    reason: 'For two thousand series and more: two layers, wider, in fewer passes, since there is more to see in each. On small data it is no better than Series, and slower.',
    preprocessing: { kind: 'series', scaling: 'standard', window: 8, stride: 2, augment: {} },
    task: { pooling: 'mean', labelSmoothing: 0.1 },
    model: { embedding: 96, recurrent: { cell: 'gru', hidden: 96, layers: 2, bidirectional: true, dropout: 0.3 } },
    training: { epochs: 30, batchSize: 32, optimizer: { kind: 'adamw', learningRate: 0.002, weightDecay: 0.01 }, schedule: { kind: 'cosine', minimum: 0.02 }, earlyStopping: { metric: 'loss', patience: 6 } },
  },
  {
    name: 'frames',
    title: 'Clips',
    reason: 'For short videos, such as gestures: two small convolutions look at each picture, and a layer in both directions at how they change. Clips are moved and brightened a little while it trains.',
    preprocessing: { kind: 'frames', size: 32, augment: true },
    task: { pooling: 'mean', labelSmoothing: 0.05 },
    model: { embedding: 64, recurrent: { cell: 'gru', hidden: 64, bidirectional: true, dropout: 0.3 } },
    training: { epochs: 40, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.002 }, schedule: { kind: 'cosine', minimum: 0.05 }, earlyStopping: { metric: 'loss', patience: 12 } },
  },
])
