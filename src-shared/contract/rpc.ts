/**
 * Client and server of a contract over a Port.
 *
 * client -> server: request {id, name, input}, cancel {id}, ack {id}
 * server -> client: result {id, value}, error {id, error}, progress {id, progress}, items {id, items}, end {id}
 *
 * Back-pressure: a stream's items are gathered and sent at most 20 times a second, and no more than two batches
 * are under way unacknowledged; what comes meanwhile waits in the next batch, so a slow receiver gets fewer, larger ones.
 */
import { z } from 'zod'
import { progressSchema, type Progress } from '../domain/progress.ts'
import { SeqbenchError, fail, fromWireError, toWireError, wireErrorSchema } from './errors.ts'
import type { Contract, InputOf, ItemOf, NamesOf, OutputOf, ParsedInputOf } from './shape.ts'
import type { Port } from './port.ts'

/** Milliseconds between two batches of a stream: 20 messages a second. */
export const batchInterval = 50
/** Batches that may be under way before the receiver has acknowledged one. */
const batchesUnderWay = 2
/** Characters of what is wrong with an answer. */
const longestReason = 2000

const requestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('request'), id: z.number(), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.number() }),
  z.object({ type: z.literal('ack'), id: z.number() }),
])
const responseSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('result'), id: z.number(), value: z.unknown() }),
  z.object({ type: z.literal('error'), id: z.number(), error: wireErrorSchema }),
  z.object({ type: z.literal('progress'), id: z.number(), progress: progressSchema }),
  z.object({ type: z.literal('items'), id: z.number(), items: z.array(z.unknown()) }),
  z.object({ type: z.literal('end'), id: z.number() }),
])
type Request = z.infer<typeof requestSchema>
type Response = z.infer<typeof responseSchema>

export interface JobContext {
  signal: AbortSignal
  progress: (progress: Progress) => void
}
export interface StreamContext<Item> {
  signal: AbortSignal
  push: (item: Item) => void
}

/** What a server must implement. A stream's handler ends the stream by returning (or resolving); cancel aborts its signal. */
export type Handlers<C extends Contract> = {
  [Name in NamesOf<C, 'call'>]: (input: ParsedInputOf<C[Name]>) => OutputOf<C[Name]> | Promise<OutputOf<C[Name]>>
} & {
  [Name in NamesOf<C, 'job'>]: (input: ParsedInputOf<C[Name]>, context: JobContext) => Promise<OutputOf<C[Name]>>
} & {
  [Name in NamesOf<C, 'stream'>]: (input: ParsedInputOf<C[Name]>, context: StreamContext<ItemOf<C[Name]>>) => void | Promise<void>
}

export interface RunningJob<Output> {
  result: Promise<Output>
  cancel: () => void
}
export interface RunningStream {
  /** Resolves when the server ends the stream, rejects when it fails; a cancelled stream resolves. */
  ended: Promise<void>
  cancel: () => void
}

export interface Client<C extends Contract> {
  call: <Name extends NamesOf<C, 'call'>>(name: Name, input: InputOf<C[Name]>) => Promise<OutputOf<C[Name]>>
  job: <Name extends NamesOf<C, 'job'>>(name: Name, input: InputOf<C[Name]>, onProgress?: (progress: Progress) => void) => RunningJob<OutputOf<C[Name]>>
  /** `onItems` receives a batch; the batch is acknowledged when the promise it may return resolves. */
  stream: <Name extends NamesOf<C, 'stream'>>(name: Name, input: InputOf<C[Name]>, onItems: (items: ItemOf<C[Name]>[]) => void | Promise<void>) => RunningStream
  close: () => void
}

interface Pending {
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
  onProgress?: (progress: Progress) => void
  onItems?: (items: unknown[]) => void | Promise<void>
}

/** The calling end. Results and items are validated as they arrive. */
export function createClient<C extends Contract>(contract: C, port: Port): Client<C> {
  const pending = new Map<number, Pending>()
  let nextId = 1
  let open = true

  port.onMessage((message) => {
    const parsed = responseSchema.safeParse(message)
    if (!parsed.success) return
    receive(parsed.data)
  })
  port.onClose(() => {
    open = false
    for (const entry of pending.values()) entry.reject(new SeqbenchError('contract.closed', {}))
    pending.clear()
  })

  function receive(response: Response): void {
    const entry = pending.get(response.id)
    if (!entry) return
    if (response.type === 'progress') entry.onProgress?.(response.progress)
    else if (response.type === 'items') {
      void deliver(response.id, entry, response.items)
    } else {
      pending.delete(response.id)
      if (response.type === 'error') entry.reject(fromWireError(response.error))
      else entry.resolve(response.type === 'result' ? response.value : undefined)
    }
  }

  /** A receiver that fails over its items has failed the stream: it is cancelled and rejects, here and nowhere else. */
  async function deliver(id: number, entry: Pending, items: unknown[]): Promise<void> {
    try {
      await entry.onItems?.(items)
      send({ type: 'ack', id })
    } catch (thrown) {
      pending.delete(id)
      send({ type: 'cancel', id })
      entry.reject(thrown)
    }
  }

  function send(request: Request): void {
    if (open) port.postMessage(request)
  }

  function request(name: string, input: unknown, listeners: Pick<Pending, 'onProgress' | 'onItems'> = {}): { id: number; result: Promise<unknown> } {
    const id = nextId++
    const result = new Promise<unknown>((resolve, reject) => {
      if (!open) return reject(new SeqbenchError('contract.closed', {}))
      pending.set(id, { resolve, reject, ...listeners })
      send({ type: 'request', id, name, input })
    })
    return { id, result }
  }

  function outputSchema(name: string): z.ZodType {
    const endpoint = contract[name]
    return endpoint.kind === 'stream' ? endpoint.item : endpoint.output
  }

  const client = {
    call: async (name: string, input: unknown) => parseOutput(name, outputSchema(name), await request(name, input).result),
    job: (name: string, input: unknown, onProgress?: (progress: Progress) => void) => {
      const { id, result } = request(name, input, { onProgress })
      return { result: result.then((value) => parseOutput(name, outputSchema(name), value)), cancel: () => send({ type: 'cancel', id }) }
    },
    stream: (name: string, input: unknown, onItems: (items: unknown[]) => void | Promise<void>) => {
      const schema = z.array(outputSchema(name))
      const { id, result } = request(name, input, { onItems: (items) => onItems(parseOutput(name, schema, items)) })
      return { ended: result.then(() => undefined), cancel: () => send({ type: 'cancel', id }) }
    },
    close: () => port.close(),
  }
  return client as Client<C>
}

/** The answering end: validates every input, runs the handler, and turns what it throws into a wire error. */
export function serve<C extends Contract>(contract: C, port: Port, handlers: Handlers<C>): void {
  const running = new Map<number, { controller: AbortController; batcher?: Batcher }>()
  const send = (response: Response): void => port.postMessage(response)

  port.onMessage((message) => {
    const parsed = requestSchema.safeParse(message)
    if (!parsed.success) return
    const request = parsed.data
    if (request.type === 'cancel') running.get(request.id)?.controller.abort()
    else if (request.type === 'ack') running.get(request.id)?.batcher?.acknowledge()
    else void answer(request.id, request.name, request.input)
  })
  port.onClose(() => running.forEach(({ controller }) => controller.abort()))

  async function answer(id: number, name: string, rawInput: unknown): Promise<void> {
    const controller = new AbortController()
    const { signal } = controller
    try {
      const endpoint = Object.hasOwn(contract, name) ? contract[name] : fail('contract.unknown', { name })
      const input = parseInput(name, endpoint.input, rawInput)
      // The one place where a name chosen at run time meets its handler; Handlers<C> has checked the pair.
      const handler = handlers[name as keyof Handlers<C>] as (input: unknown, context?: unknown) => unknown
      const entry: { controller: AbortController; batcher?: Batcher } = { controller }
      running.set(id, entry)
      if (endpoint.kind === 'stream') {
        const batcher = createBatcher((items) => send({ type: 'items', id, items }))
        entry.batcher = batcher
        await handler(input, { signal, push: batcher.push })
        await batcher.drain(signal)
        send({ type: 'end', id })
      } else {
        const progress = (value: Progress): void => send({ type: 'progress', id, progress: value })
        send({ type: 'result', id, value: await handler(input, { signal, progress }) })
      }
    } catch (thrown) {
      send({ type: 'error', id, error: toWireError(thrown) })
    } finally {
      running.delete(id)
    }
  }
}

function parseInput(name: string, schema: z.ZodType, input: unknown): unknown {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  return fail('contract.invalid', { name, reason: `${issue.path.join('.') || 'input'}: ${issue.message}` })
}

/** What does not fit is an answer of another version: zod's words are for whoever looks closer. */
function parseOutput<Output>(name: string, schema: z.ZodType<Output>, value: unknown): Output {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new SeqbenchError('contract.answer', { name, reason: z.prettifyError(parsed.error).slice(0, longestReason) }, parsed.error)
}

interface Batcher {
  push: (item: unknown) => void
  acknowledge: () => void
  /** Resolves when everything pushed has been sent. */
  drain: (signal: AbortSignal) => Promise<void>
}

function createBatcher(sendItems: (items: unknown[]) => void): Batcher {
  let waiting: unknown[] = []
  let underWay = 0
  let lastSent = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined
  let drained: (() => void) | undefined

  function flush(): void {
    timer = undefined
    if (waiting.length > 0 && underWay < batchesUnderWay) {
      const items = waiting
      waiting = []
      underWay += 1
      lastSent = performance.now()
      sendItems(items)
    }
    if (waiting.length === 0) drained?.()
  }
  function schedule(): void {
    if (timer !== undefined || waiting.length === 0 || underWay >= batchesUnderWay) return
    timer = setTimeout(flush, Math.max(0, batchInterval - (performance.now() - lastSent)))
  }
  return {
    push: (item) => {
      waiting.push(item)
      schedule()
    },
    acknowledge: () => {
      underWay -= 1
      schedule()
    },
    drain: (signal) =>
      new Promise((resolve) => {
        if (waiting.length === 0 || signal.aborted) return resolve()
        drained = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      }),
  }
}
