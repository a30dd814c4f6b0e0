/** What tables may call the files beside them. */
import { stemOf } from './media-files.ts'

/** data/yes/1.wav, yes/1.wav, 1.wav */
export function endsOf(path: string): string[] {
  const pieces = path.split('/')
  return pieces.map((_, from) => pieces.slice(from).join('/'))
}

/** What a table may call a file: its path, its end, its name, and that without the ending. */
export function keysOf(name: string): string[] {
  return [...endsOf(name), stemOf(name)]
}

export const normaliseName = (value: string): string => value.trim().replaceAll('\\', '/').replace(/^\.?\//, '')
