/** Texts in parts: as they are, and the characters in them that cannot be seen. */
export interface TextPart {
  text: string
  /** What to show beside a character that has no shape. */
  mark?: string
}

/** The joiners of emoji and of Arabic letters are not here: they belong to what one sees. */
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/g // eslint-disable-line no-control-regex
const low = 'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(' ')
const names: Record<number, string> = {
  0x7f: 'DEL', 0xad: 'SHY', 0x200b: 'ZWSP', 0x200e: 'LRM', 0x200f: 'RLM', 0x2028: 'LS', 0x2029: 'PS', 0x202a: 'LRE', 0x202b: 'RLE', 0x202c: 'PDF', 0x202d: 'LRO', 0x202e: 'RLO',
  0x2060: 'WJ', 0x2066: 'LRI', 0x2067: 'RLI', 0x2068: 'FSI', 0x2069: 'PDI', 0xfeff: 'BOM',
}
/** Names as Unicode abbreviates them: few fonts have its pictures of control characters. */
const markOf = (code: number): string => low[code] ?? names[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`

export function legibleParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const { index, 0: character } of text.matchAll(invisible)) {
    if (index > from) parts.push({ text: text.slice(from, index) })
    parts.push({ text: character, mark: markOf(character.charCodeAt(0)) })
    from = index + 1
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}
