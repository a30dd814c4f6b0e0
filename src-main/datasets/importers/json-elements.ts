/**
 * A JSON document of any size, value by value: the elements of a list, or values one after the other. Only where each
 * begins and ends is told here, JSON.parse reads them. Nesting is bounded before anything is parsed.
 */
import { createReadStream } from 'node:fs'
import { fail } from '../../../src-shared/contract/errors.ts'
import { unreadable, type SourceFile } from '../reading/source.ts'

export interface JsonElement {
  text: string
  line: number
}

export interface ElementOptions {
  encoding: string
  /** list: the elements of the list that the document is; values: those that stand one after the other. */
  layout: 'list' | 'values'
  /** Characters of one element. */
  longest: number
  signal?: AbortSignal
  onBytes?: (bytes: number) => void
}

export const deepestNesting = 500
const chunkBytes = 1 << 20
const [quote, backslash, comma, lineFeed, openList, closeList, openObject, closeObject] = [...'"\\,\n[]{}'].map((character) => character.charCodeAt(0))

/** @throws import.json-file, import.json-depth, import.too-large, file.unreadable */
export async function* readElements(source: SourceFile, options: ElementOptions): AsyncGenerator<JsonElement[]> {
  const scanner = createScanner(source, options)
  const decoder = new TextDecoder(options.encoding, { fatal: true })
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
    } catch (cause) {
      return fail('import.json-file', { file: source.name, line: scanner.line(), reason: `it is not valid ${options.encoding} after this line` }, cause)
    }
  }
  try {
    for await (const chunk of createReadStream(source.path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
      options.signal?.throwIfAborted()
      yield scanner.push(decode(chunk))
      options.onBytes?.(chunk.length)
    }
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) unreadable(source.path, cause)
    throw cause
  }
  yield scanner.push(decode())
  yield scanner.end()
}

function createScanner(source: SourceFile, { layout, longest }: ElementOptions): { push: (text: string) => JsonElement[]; end: () => JsonElement[]; line: () => number } {
  const outer = layout === 'list' ? 1 : 0
  let rest = ''
  let at = 0
  /** Where the element under way begins in `rest`; -1 between elements. */
  let from = -1
  let depth = 0
  let inString = false
  let line = 1
  let startLine = 1
  let closed = false
  const broken = (reason: string): never => fail('import.json-file', { file: source.name, line, reason })

  const push = (text: string): JsonElement[] => {
    rest += text
    const elements: JsonElement[] = []
    const take = (end: number): void => {
      elements.push({ text: rest.slice(from, end), line: startLine })
      from = -1
    }
    while (at < rest.length) {
      if (inString) {
        const end = stringEnd(rest, at)
        // A backslash at the end of what is here: the character after it decides.
        if (end.open) {
          at = end.at
          break
        }
        inString = false
        at = end.at
        if (from >= 0 && depth === outer && layout === 'values') take(at)
        continue
      }
      const code = rest.charCodeAt(at)
      if (code === lineFeed) line++
      if (isSpace(code)) {
        at++
        continue
      }
      if (closed) broken('more stands after the list')
      if (layout === 'list' && depth === 0) {
        if (code !== openList) broken('it does not begin with a list')
        depth = 1
        at++
        continue
      }
      const ends = depth === outer && layout === 'list' && (code === comma || code === closeList)
      if (ends) {
        if (from >= 0) take(at)
        else if (code === comma) elements.push({ text: '', line })
        if (code === closeList) {
          depth = 0
          closed = true
        }
        at++
        continue
      }
      if (from < 0) {
        from = at
        startLine = line
      }
      at++
      if (code === quote) inString = true
      else if (code === openList || code === openObject) {
        if (++depth - outer > deepestNesting) fail('import.json-depth', { file: source.name, line, limit: deepestNesting })
      } else if (code === closeList || code === closeObject) {
        if (--depth < outer) broken('a bracket closes that was never opened')
        if (depth === outer && layout === 'values') take(at)
      }
    }
    const keep = from < 0 ? at : from
    rest = rest.slice(keep)
    at -= keep
    if (from >= 0) from = 0
    if (rest.length > longest) fail('import.too-large', { file: source.name, found: `one value of more than ${longest >> 20} MB`, limit: `${longest >> 20} MB` })
    return elements
  }
  return {
    push,
    line: () => line,
    end: () => {
      if (inString || depth > outer || (layout === 'list' && !closed)) broken('it ends within a value')
      return from >= 0 ? [{ text: rest, line: startLine }] : []
    },
  }
}

/** Behind the quote that closes a string, seen from within it. */
function stringEnd(text: string, start: number): { at: number; open: boolean } {
  let at = start
  for (;;) {
    const next = text.indexOf('"', at)
    const end = next < 0 ? text.length : next
    // An odd number of backslashes before the quote escapes it.
    let slashes = 0
    while (end - slashes - 1 >= start && text.charCodeAt(end - slashes - 1) === backslash) slashes++
    if (next < 0) return { at: end - (slashes % 2), open: true }
    if (slashes % 2 === 0) return { at: next + 1, open: false }
    at = next + 1
  }
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xfeff
