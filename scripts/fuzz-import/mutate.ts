/** Random damage of the kinds that files suffer, and of the kinds that attackers like. */

type Random = () => number

/** Numbers on which readers stumble, as bytes in both orders. */
const edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]
const pieces = ['"', '""', ',', '\t', '\n', '\r\n', '\0', '{', '}', '[', ']', ':', '\\', '\\ud800', 'NaN', '-1', '1e999', '99999999999999999999', '\u2028', 'é', '\ufeff', '../', '<', '&']

const below = (random: Random, bound: number): number => Math.floor(random() * bound)
const pick = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)]

const kinds: ((bytes: Buffer, random: Random) => Buffer)[] = [
  // Cut off, at the end or at the beginning.
  (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1)),
  (bytes, random) => bytes.subarray(below(random, Math.min(64, bytes.length + 1))),
  // Bits and bytes that flip.
  (bytes, random) => change(bytes, random, (copy, at) => (copy[at] ^= 1 << below(random, 8))),
  (bytes, random) => change(bytes, random, (copy, at) => (copy[at] = below(random, 256))),
  (bytes, random) => change(bytes, random, (copy, at) => (copy[at] = pick(random, [0, 0xff, 0x80, 0x7f, 0x20, 0x22]))),
  // A number of 16 or 32 bits at its edges.
  (bytes, random) => change(bytes, random, (copy, at) => {
    const value = pick(random, edges)
    if (at + 4 > copy.length) return
    if (random() < 0.5) copy.writeUInt32LE(value, at)
    else copy.writeUInt32BE(value, at)
  }),
  // A piece taken out, put in twice, or moved to elsewhere.
  (bytes, random) => {
    const [from, end] = range(bytes, random)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(end)])
  },
  (bytes, random) => {
    const [from, end] = range(bytes, random)
    return Buffer.concat([bytes.subarray(0, end), ...Array.from({ length: 1 + below(random, 40) }, () => bytes.subarray(from, end)), bytes.subarray(end)])
  },
  (bytes, random) => {
    const [from, end] = range(bytes, random)
    const at = below(random, bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, end), bytes.subarray(at)])
  },
  // Text that means something to readers of text.
  (bytes, random) => {
    const at = below(random, bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(random, pieces).repeat(random() < 0.1 ? 2000 : 1 + below(random, 4))), bytes.subarray(at)])
  },
]

function change(bytes: Buffer, random: Random, work: (copy: Buffer, at: number) => void): Buffer {
  const copy = Buffer.from(bytes)
  // Headers stand at the beginning and at the end: half of the changes go there.
  for (let times = 1 + below(random, 6); times > 0 && copy.length > 0; times--) {
    const near = random() < 0.5 ? Math.min(copy.length, 128) : copy.length
    work(copy, random() < 0.3 ? copy.length - 1 - below(random, near) : below(random, near))
  }
  return copy
}

function range(bytes: Buffer, random: Random): [number, number] {
  const from = below(random, bytes.length + 1)
  return [from, Math.min(bytes.length, from + below(random, random() < 0.5 ? 16 : bytes.length + 1))]
}

/** `bytes` damaged in one to three ways; now and then left alone. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  if (random() < 0.02) return bytes
  let result = bytes
  for (let times = random() < 0.6 ? 1 : 1 + below(random, 3); times > 0; times--) result = pick(random, kinds)(result, random)
  return result
}
