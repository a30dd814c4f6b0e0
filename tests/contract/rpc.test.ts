import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { SeqbenchError, fail } from '../../src-shared/contract/errors.ts'
import { memoryPorts, type Port } from '../../src-shared/contract/port.ts'
import { createClient, serve, type Client, type Handlers } from '../../src-shared/contract/rpc.ts'
import { call, job, stream } from '../../src-shared/contract/shape.ts'

const contract = {
  double: call(z.strictObject({ value: z.number().default(1) }), z.number()),
  broken: call(z.strictObject({}), z.number()),
  lying: call(z.strictObject({}), z.number()),
  work: job(z.strictObject({}), z.string()),
  numbers: stream(z.strictObject({ count: z.number() }), z.number()),
  endless: stream(z.strictObject({}), z.number()),
}

function connect(change: Partial<Handlers<typeof contract>> = {}): { client: Client<typeof contract>; near: Port; far: Port; toClient: { type: string; items?: unknown[] }[] } {
  const [near, far] = memoryPorts()
  const toClient: { type: string; items?: unknown[] }[] = []
  near.onMessage((message) => toClient.push(message as { type: string }))
  const handlers: Handlers<typeof contract> = {
    double: ({ value }) => value * 2,
    broken: () => fail('run.missing', { id: 'r-9' }),
    lying: () => 'no number' as unknown as number,
    work: (_input, { signal, progress }) =>
      new Promise((_, reject) => {
        progress({ done: 1, total: 2, unit: 'steps', etaSeconds: null, note: '' })
        signal.addEventListener('abort', () => reject(new SeqbenchError('cancelled', { what: 'the work' })))
      }),
    numbers: ({ count }, { push }) => {
      for (let i = 0; i < count; i++) push(i)
    },
    endless: async (_input, { signal, push }) => {
      for (let i = 0; !signal.aborted; i++) {
        push(i)
        await sleep(2)
      }
    },
    ...change,
  }
  serve(contract, far, handlers)
  return { client: createClient(contract, near), near, far, toClient }
}

test('a call answers, with defaults filled in', async () => {
  const { client } = connect()
  expect(await client.call('double', { value: 21 })).toBe(42)
  expect(await client.call('double', {})).toBe(2)
})

test('inputs are refused where they are received, before any handler runs', async () => {
  const double = vi.fn(() => 1)
  const { client } = connect({ double })
  await expect(client.call('double', { value: 'many' as unknown as number })).rejects.toMatchObject({ code: 'contract.invalid', details: { name: 'double' } })
  await expect(client.call('double', { value: 1, more: 2 } as { value: number })).rejects.toMatchObject({ code: 'contract.invalid' })
  expect(double).not.toHaveBeenCalled()
})

test('names that are not in the contract are refused, those of Object.prototype too', async () => {
  const { near, toClient } = connect()
  for (const [id, name] of ['nowhere', 'constructor', '__proto__'].entries()) near.postMessage({ type: 'request', id: 900 + id, name, input: {} })
  await sleep(20)
  expect(toClient).toHaveLength(3)
  for (const message of toClient) expect(message).toMatchObject({ type: 'error', error: { code: 'contract.unknown' } })
})

test('an error of the table arrives as itself; its stack stays behind; a wrong answer is not passed on', async () => {
  const { client, toClient } = connect()
  await expect(client.call('broken', {})).rejects.toEqual(expect.objectContaining({ code: 'run.missing', message: 'There is no run r-9.', details: { id: 'r-9' } }))
  expect(JSON.stringify(toClient)).not.toContain('at ')
  // What a person reads is the row of the table; what did not fit stands in the details.
  const lie = await client.call('lying', {}).then(() => null, (thrown: unknown) => thrown)
  expect(lie).toMatchObject({ code: 'contract.answer', message: 'The backend answered lying in a form that this window does not know.', details: { name: 'lying' } })
  expect((lie as SeqbenchError).details.reason).toContain('expected number')
})

test('a job tells its progress and is cancelled', async () => {
  const { client } = connect()
  const progress = vi.fn()
  const running = client.job('work', {}, progress)
  await sleep(10)
  expect(progress).toHaveBeenCalledWith({ done: 1, total: 2, unit: 'steps', etaSeconds: null, note: '' })
  running.cancel()
  await expect(running.result).rejects.toMatchObject({ code: 'cancelled' })
})

test('a stream delivers every item in order, and ends', async () => {
  const { client } = connect()
  const received: number[] = []
  await client.stream('numbers', { count: 1000 }, (items) => void received.push(...items)).ended
  expect(received).toEqual(Array.from({ length: 1000 }, (_, i) => i))
})

test('a stream sends at most 20 batches a second, and loses nothing', async () => {
  const { client, toClient } = connect()
  const received: number[] = []
  const running = client.stream('endless', {}, (items) => void received.push(...items))
  await sleep(1000)
  running.cancel()
  await running.ended
  const batches = toClient.filter(({ type }) => type === 'items')
  expect(batches.length).toBeLessThanOrEqual(21)
  expect(batches.length).toBeGreaterThan(2)
  expect(received).toEqual(received.map((_, i) => i))
  expect(received.length).toBeGreaterThan(batches.length * 2)
})

test('a slow receiver has two batches under way at most and gets fewer, larger ones', async () => {
  const { client, toClient } = connect()
  let underWay = 0
  let most = 0
  const running = client.stream('endless', {}, async () => {
    most = Math.max(most, ++underWay)
    await sleep(300)
    underWay--
  })
  await sleep(1000)
  const sizes = toClient.filter(({ type }) => type === 'items').map(({ items }) => items?.length ?? 0)
  running.cancel()
  await running.ended
  expect(most).toBeLessThanOrEqual(2)
  expect(sizes.length).toBeLessThanOrEqual(8)
  expect(Math.max(...sizes)).toBeGreaterThan(20)
})

test('cancelling stops the handler', async () => {
  let stopped = false
  const { client } = connect({
    endless: async (_input, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      stopped = true
    },
  })
  const running = client.stream('endless', {}, () => undefined)
  await sleep(5)
  running.cancel()
  await running.ended
  expect(stopped).toBe(true)
})

test('a receiver that throws fails its own stream, cancels it, and nothing else', async () => {
  const { client } = connect()
  const running = client.stream('endless', {}, () => {
    throw new Error('I dropped it')
  })
  await expect(running.ended).rejects.toThrow('I dropped it')
  expect(await client.call('double', { value: 2 })).toBe(4)
})

test('when the connection closes, what waits is refused and handlers are told', async () => {
  let told = false
  const { client, far } = connect({
    work: (_input, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(String((told = true))))),
  })
  const running = client.job('work', {})
  await sleep(5)
  far.close()
  await expect(running.result).rejects.toMatchObject({ code: 'contract.closed' })
  await expect(client.call('double', {})).rejects.toMatchObject({ code: 'contract.closed' })
  await sleep(5)
  expect(told).toBe(true)
})

test('messages that are none of the protocol are ignored', async () => {
  const { client, near, far } = connect()
  for (const nonsense of [null, 7, 'hello', {}, { type: 'result' }, { type: 'cancel', id: 'x' }]) {
    near.postMessage(nonsense)
    far.postMessage(nonsense)
  }
  expect(await client.call('double', { value: 3 })).toBe(6)
})
