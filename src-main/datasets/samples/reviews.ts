/**
 * Short reviews made by a grammar. What they say depends on the order of the words, not on which words they are: `not`
 * turns what follows, `but` lets the second half decide, `although` the half it does not stand before. So a model that
 * counts words stays well below one that reads them, which is what the sample is there to show.
 */
import { createSeeded, type Seeded } from '../seeded.ts'
import type { ShippedSample } from './sample.ts'
import { writeTable } from './write-table.ts'

const rows = 4000
const seed = 7

type Polarity = 'positive' | 'negative'
const opposite = { positive: 'negative', negative: 'positive' } as const

const aspects = ['the food', 'the service', 'the room', 'the view', 'the staff', 'the breakfast', 'the location', 'the music', 'the coffee', 'the bed', 'the terrace', 'the price', 'the pool', 'the dessert', 'the atmosphere', 'the wine']
const adjectives = {
  positive: ['good', 'great', 'lovely', 'excellent', 'wonderful', 'friendly', 'pleasant', 'charming', 'impressive', 'perfect', 'delightful', 'outstanding'],
  negative: ['bad', 'awful', 'terrible', 'disappointing', 'poor', 'unpleasant', 'dreadful', 'horrible', 'mediocre', 'annoying', 'dull', 'shabby'],
}
const degrees = ['', '', '', 'really ', 'quite ', 'so ', 'truly ', 'rather ']
const negations = ['was not', "wasn't", 'was never', 'was hardly', 'was by no means', 'was anything but']
const openings = ['', '', '', 'we came here on a friday. ', 'we stayed for two nights. ', 'my sister had booked a table for us. ', 'it was our third visit. ', 'friends had told us about it. ', 'we found it by chance. ']
const closings = ['', '', '', ' we paid by card.', ' the bus stops next door.', ' that was in may.', ' there were four of us.', ' it is close to the station.']

/** How two halves are joined, and which of them decides. */
const contrasts: { join: (first: string, second: string) => string; decides: 'first' | 'second' }[] = [
  { join: (first, second) => `${first}, but ${second}`, decides: 'second' },
  { join: (first, second) => `${first}. still, ${second}`, decides: 'second' },
  { join: (first, second) => `although ${first}, ${second}`, decides: 'second' },
  { join: (first, second) => `${first}, although ${second}`, decides: 'first' },
  { join: (first, second) => `${first}, even if ${second}`, decides: 'first' },
  { join: (first, second) => `even if ${first}, ${second}`, decides: 'second' },
]

export const reviews: ShippedSample = {
  name: 'reviews',
  title: 'Reviews (synthetic)',
  description: 'Synthetic: 4,000 short reviews made by a grammar, not written by people. Negation and contrast decide whether one is positive, so the order of the words matters.',
  source: 'Made by Seqbench from a seeded grammar (src-main/datasets/samples/reviews.ts)',
  licence: 'CC0 1.0',
  synthetic: true,
  task: 'classification',
  preset: 'standard',
  sequences: rows,
  classes: 2,
  write: (directory) => writeTable(directory, 'reviews', makeReviews(rows, seed)),
}

/** `count` different reviews, half of them positive. */
export function makeReviews(count: number, from: number): [string, string][] {
  const random = createSeeded(from, 'reviews')
  const made = new Map<string, Polarity>()
  while (made.size < count) {
    const polarity: Polarity = made.size % 2 === 0 ? 'positive' : 'negative'
    const text = pick(random, openings) + opinion(random, polarity) + '.' + pick(random, closings)
    if (!made.has(text)) made.set(text, polarity)
  }
  return random.shuffle([...made])
}

/** Half of the reviews give one opinion, from which the words are learned; the others two that disagree. */
function opinion(random: Seeded, polarity: Polarity): string {
  const [one, other] = random.shuffle([...aspects])
  if (random.integer(2) === 0) return clause(random, one, polarity)
  const { join, decides } = pick(random, contrasts)
  const against = clause(random, other, opposite[polarity])
  const own = clause(random, one, polarity)
  return decides === 'first' ? join(own, against) : join(against, own)
}

/** Says it outright or, one time in four, by denying the opposite. */
function clause(random: Seeded, aspect: string, polarity: Polarity): string {
  if (random.integer(4) > 0) return `${aspect} was ${pick(random, degrees)}${pick(random, adjectives[polarity])}`
  return `${aspect} ${pick(random, negations)} ${pick(random, adjectives[opposite[polarity]])}`
}

function pick<T>(random: Seeded, items: readonly T[]): T {
  return items[random.integer(items.length)]
}
