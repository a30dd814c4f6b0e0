import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportOptions } from '../../../src-shared/domain/dataset.ts'

/** Writes [text, label] pairs as JSON Lines: no character needs care. */
export async function writeTable(directory: string, name: string, pairs: [string, string][]): Promise<{ paths: string[]; options: ImportOptions }> {
  const path = join(directory, `${name}.jsonl`)
  await writeFile(path, pairs.map(([text, label]) => `${JSON.stringify({ text, label })}\n`).join(''))
  return { paths: [path], options: { format: 'jsonl', task: 'classification', roles: { text: ['text'], label: ['label'] } } }
}
