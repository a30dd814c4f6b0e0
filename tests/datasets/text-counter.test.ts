import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTextBatch, readTextBatch } from '../../src-main/datasets/counting/text-batch.ts'
import { createLocalCounter, createTextCounter } from '../../src-main/datasets/counting/text-counter.ts'

const texts = Array.from({ length: 30_000 }, (_, index) => `Text ${index % 977}: word${index % 4001} ${index % 40 === 0 ? 'café 好吃' : 'and more'}${' again'.repeat(index % 13)}`)

describe('the counter on a thread of its own', () => {
  it('counts what the one in place counts, wherever the thread takes over', async () => {
    const local = createLocalCounter()
    for (const text of texts) local.add(text)
    for (const threadFrom of [0, 300_000, Infinity]) {
      const counter = createTextCounter(threadFrom)
      for (const [index, text] of texts.entries()) {
        counter.add(text)
        // The thread says that it runs between batches.
        if (index % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 3))
        if (index % 500 === 0) await counter.keepUp()
      }
      expect(await counter.finish()).toEqual(local.result())
      counter.close()
    }
  })
  it('can be ended in the middle: whoever waits is told', async () => {
    const counter = createTextCounter(0)
    counter.add('a text')
    await new Promise((resolve) => setTimeout(resolve, 300))
    counter.add('another')
    counter.close()
    expect(['counted in place', 'internal']).toContain(await counter.finish().then(() => 'counted in place', ({ code }: { code: string }) => code))
  })
})

describe('blocks of texts', () => {
  it('give back what was put in, however long', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.nat(3)), { maxLength: 40 }), (parts) => {
      const batch = createTextBatch()
      const blocks: Uint8Array<ArrayBuffer>[] = []
      const sent = parts.map(([text, times]) => (times === 3 ? text.repeat(20_000) : text))
      for (const text of sent) {
        const bytes = Buffer.from(text)
        const full = batch.add(bytes, bytes.length, bytes.length === text.length)
        if (full) blocks.push(full)
      }
      const found: string[] = []
      for (const block of [...blocks, batch.rest()]) readTextBatch(block, (from, length) => found.push(Buffer.from(block.subarray(from, from + length)).toString()))
      expect(found).toEqual(sent)
    }))
  })
})
