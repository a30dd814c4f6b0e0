/** Lengths of texts in tokens, their vocabulary as training would fit it, and how much of validation it does not know. */
import type { Cell } from '../../src-shared/domain/cell.ts'
import { splitNames, type SplitName, type SplitStatistics } from '../../src-shared/domain/dataset.ts'
import type { TextPart } from '../../src-shared/domain/preprocessing.ts'
import { createLengthCounter } from './accept/check.ts'
import { WordCounter, type WordCount } from './counting/word-counter.ts'
import { describeCell } from './describe-cell.ts'
import type { Merges } from './text/byte-pair.ts'
import { fitTokens } from './text/fit.ts'
import { tokenize, tokenizers } from './text/tokenizers.ts'

/** Counts the first tokens of texts. */
interface TokenCounter {
  /** Tells how many tokens the text has in all. */
  add: (text: string) => number
  /** Most frequent first, ties by first appearance. */
  list: () => WordCount[]
}

/** Padding and unknown stand before the tokens of a vocabulary. */
const ownTokens = 2

/** `cells` gives those of a part of the split; each text is cut into tokens once, but byte pairs, which are fitted before. */
export function measureTokens(cells: (part: SplitName) => Iterable<Cell>, part: TextPart): Pick<SplitStatistics, 'lengths' | 'vocabulary' | 'outOfVocabulary' | 'truncated'> {
  const { maximumLength: limit, minimumCount, maximumVocabulary } = part
  const fitted = part.tokenizer === 'bytePair' ? fitTokens(describeAll(cells('train')), part) : null
  const lengths = createLengthCounter(tokenizers[part.tokenizer].unit)
  let counted = 0
  let cut = 0
  const countPart = (name: SplitName, most: number): WordCount[] => {
    const counter = createTokenCounter(part, fitted?.merges ?? [], most)
    for (const cell of cells(name)) {
      const tokens = counter.add(describeCell(cell))
      // A list of words is read as it is; a word of it is a time step, whatever the tokeniser.
      const length = Array.isArray(cell) ? cell.length : tokens
      lengths.add(Math.max(1, length))
      counted++
      if (length > limit) cut++
    }
    return counter.list()
  }
  const tokens = Object.fromEntries(splitNames.map((name) => [name, countPart(name, name === 'test' || (fitted && name === 'train') ? 0 : limit)])) as Record<SplitName, WordCount[]>
  const known = fitted
    ? new Set(fitted.vocabulary)
    : new Set(tokens.train.filter(({ count }) => count >= minimumCount).slice(0, maximumVocabulary).map(({ token }) => token))
  const sum = (own: WordCount[]): number => own.reduce((total, { count }) => total + count, 0)
  const seen = sum(tokens.validation)
  return {
    lengths: lengths.result(),
    vocabulary: fitted ? fitted.vocabulary.length : ownTokens + known.size,
    outOfVocabulary: seen === 0 ? 0 : sum(tokens.validation.filter(({ token }) => !known.has(token))) / seen,
    truncated: counted === 0 ? 0 : cut / counted,
  }
}

function* describeAll(cells: Iterable<Cell>): Generator<string> {
  for (const cell of cells) yield describeCell(cell)
}

/** `most`: how many tokens of each text are counted. Words in lower case, which most texts are read as, are counted where they stand. */
function createTokenCounter(part: TextPart, merges: Merges, most: number): TokenCounter {
  if (part.tokenizer === 'word' && part.lowercase && !part.foldNumbers) {
    const words = new WordCounter(Infinity)
    return { add: (text) => words.add(text, most), list: () => words.top(Infinity) }
  }
  const counts = new Map<string, number>()
  return {
    add: (text) => {
      const tokens = tokenize(text, part, merges)
      for (let place = 0; place < Math.min(most, tokens.length); place++) counts.set(tokens[place], (counts.get(tokens[place]) ?? 0) + 1)
      return tokens.length
    },
    list: () => Array.from(counts, ([token, count]) => ({ token, count })).sort((a, b) => b.count - a.count),
  }
}
