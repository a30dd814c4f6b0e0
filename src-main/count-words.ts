/** The thread that counts words while an import reads: see datasets/counting/text-counter.ts. */
import { parentPort } from 'node:worker_threads'
import { readTextBatch } from './datasets/counting/text-batch.ts'
import { createLocalCounter, type FromCounter, type ToCounter } from './datasets/counting/text-counter.ts'

let counter = createLocalCounter()
/** A text with room for the blank behind it. */
let text = Buffer.alloc(1 << 16)
const say = (message: FromCounter): void => parentPort?.postMessage(message)

parentPort?.on('message', (message: ToCounter) => {
  if ('resume' in message) {
    counter = createLocalCounter(message.lengths)
    counter.words.resume(message.resume)
  } else if ('texts' in message) {
    const block = Buffer.from(message.texts.buffer, message.texts.byteOffset, message.texts.byteLength)
    readTextBatch(message.texts, (from, length, ascii) => {
      if (length >= text.length) text = Buffer.alloc(2 * length)
      block.copy(text, 0, from, from + length)
      counter.addBytes(text, length, ascii)
    })
    say('counted')
  } else say(counter.result())
})
say('ready')
