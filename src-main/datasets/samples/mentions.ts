/**
 * Sentences made by a grammar, in which people, places and products are named. Half of the names are made of syllables and stand in
 * one sentence only, and many words (Florence, Austin, Amber) name all three: which it is, the words around it tell, some of them far
 * away, or the ending of the name, and sometimes nothing does. So a tagger that remembers words stays well below one that reads
 * sentences and letters, and none is always right.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSeeded, type Seeded } from '../seeded.ts'
import type { ShippedSample } from './sample.ts'

const sentences = 1500
const seed = 11

const types = ['person', 'place', 'product'] as const
type Type = (typeof types)[number]

/** Names of all three kinds. */
const shared = ['Florence', 'Austin', 'Amber', 'Sydney', 'Savannah', 'Dallas', 'Georgia', 'Victoria', 'Carmel', 'Phoenix', 'Jackson', 'Lincoln', 'Chelsea', 'Brooklyn', 'Sierra', 'Tesla']
const syllables = ['ka', 'lo', 'mi', 'ren', 'tas', 'vel', 'dor', 'an', 'bri', 'os', 'tu', 'per', 'sha', 'nel', 'gor', 'il', 'zan', 'fe', 'mar', 'quin']
/** Half of the made-up names end as their kind does. */
const endings: Record<Type, readonly string[]> = { person: ['a', 'ette', 'sson'], place: ['ville', 'ton', 'burg'], product: ['ix', 'tron', 'ify'] }
const surnames = ['Hill', 'Moreau', 'Okafor', 'Lindqvist', 'Tanaka', 'Petrov', 'Silva', 'Young', 'Baker', 'Rossi']
const placeWords = ['Bay', 'Valley', 'Heights', 'Springs', 'Falls', 'Harbour']
const productWords = ['Pro', 'Mini', '3000', 'X', 'Plus', 'Air']

/** {person}, {place} and {product} stand for a name, {any} for one of any kind. */
const patterns = [
  '{person} moved from {place} to {place} last year .',
  '{person} said that the {product} broke after two weeks .',
  'yesterday {person} and {person} met in {place} .',
  'the new {product} is sold in {place} only .',
  'have you seen {person} with that {product} ?',
  'trains to {place} leave every hour , {person} told us .',
  'i bought a {product} for my sister {person} .',
  'we flew to {place} and lost our {product} there .',
  'the {product} costs less than the {product} , says {person} .',
  'heavy rain is expected in {place} and {place} tonight .',
  '" i love my {product} " , wrote {person} .',
  'nobody in {place} remembers {person} any more .',
  'the battery of the {product} lasts for three days .',
  'dr {person} opened a practice near {place} .',
  'it was cold , and nothing happened until may .',
  'please bring the papers to the office by friday .',
  'a week in {place} is enough if you travel with {person} .',
  'after an update the {product} no longer starts .',
  'i still miss {any} .',
  'do you remember {any} ?',
  '{any} is all that they ever talk about .',
  '{person} , as i wrote in the letter of last week , who called me at six , is well .',
  '{place} , as i wrote in the letter of last week , where we all grew up , is far .',
  '{product} , as i wrote in the letter of last week , which runs on two batteries , is cheap .',
]

export const mentions: ShippedSample = {
  name: 'mentions',
  title: 'People, places and products (synthetic)',
  description: 'Synthetic: 1,500 sentences made by a grammar, not written by people, in which each word is tagged as part of a person, a place, a product or nothing. Many names are new in each sentence, and the same word may name all three: the words around it decide.',
  source: 'Made by Seqbench from a seeded grammar (src-main/datasets/samples/mentions.ts)',
  licence: 'CC0 1.0',
  synthetic: true,
  task: 'tagging',
  preset: 'small',
  sequences: sentences,
  classes: 2 * types.length + 1,
  write: async (directory) => {
    const path = join(directory, 'mentions.conll')
    const text = makeMentions(sentences, seed).map((words) => words.map(([word, tag]) => `${word} ${tag}\n`).join('')).join('\n')
    await writeFile(path, text)
    return { paths: [path], options: { format: 'conll', task: 'tagging' } }
  },
}

/** `count` different sentences as words with their tags. */
export function makeMentions(count: number, from: number): [string, string][][] {
  const random = createSeeded(from, 'mentions')
  const made = new Map<string, [string, string][]>()
  // The two patterns without names would soon be all repeated.
  while (made.size < count) {
    const words = pick(random, patterns).split(' ').flatMap((word): [string, string][] => {
      const type = word === '{any}' ? pick(random, types) : types.find((one) => word === `{${one}}`)
      return type ? named(random, type) : [[word, 'O']]
    })
    if (random.integer(4) > 0) words[0][0] = capital(words[0][0])
    made.set(words.map(([word]) => word).join(' '), words)
  }
  return [...made.values()]
}

function named(random: Seeded, type: Type): [string, string][] {
  const first = random.integer(2) === 0 ? pick(random, shared) : invented(random, type)
  const last: Record<Type, readonly string[]> = { person: surnames, place: placeWords, product: productWords }
  const words = random.integer(3) === 0 ? [first, pick(random, last[type])] : [first]
  return words.map((word, place) => [word, `${place === 0 ? 'B' : 'I'}-${type}`])
}

function invented(random: Seeded, type: Type): string {
  const name = Array.from({ length: 2 + random.integer(2) }, () => pick(random, syllables)).join('') + (random.integer(2) === 0 ? pick(random, endings[type]) : '')
  // Some people write everything small.
  return random.integer(8) === 0 ? name : capital(name)
}

const capital = (word: string): string => word[0].toUpperCase() + word.slice(1)

function pick<T>(random: Seeded, items: readonly T[]): T {
  return items[random.integer(items.length)]
}
