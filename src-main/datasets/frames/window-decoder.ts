/** Packets -> pictures, in a hidden page of Chromium (contract/video-decoding.ts): the window has one, the command line starts one. */
import type { DecodeOptions } from './limits.ts'
import type { VideoAnswer, VideoConfig, VideoPacket, VideoPicture, VideoRequest } from '../../../src-shared/contract/video-decoding.ts'

export interface WindowDecoder {
  /** Pictures that are ready after these packets, in the order in which they are shown; after the last ones, all. */
  decode: (packets: VideoPacket[], last: boolean) => Promise<VideoPicture[]>
  close: () => void
}

type Asked = Pick<PromiseWithResolvers<VideoAnswer>, 'resolve' | 'reject'>

/** Resolves when it can be asked; `note` says what is waited for. @throws Error with why it cannot be had */
type Start = (note: (text: string) => void) => Promise<void>

let send: ((request: VideoRequest) => void) | null = null
let start: Start | null = null
let next = 0
/** One at most for each clip. */
const waiting = new Map<number, Asked>()

/** Returns what takes the answers. null: there is no window. `starter`: where it is not there from the beginning. */
export function connectWindow(sender: ((request: VideoRequest) => void) | null, starter: Start | null = null): (answer: VideoAnswer) => void {
  send = sender
  start = starter
  return (answer) => {
    if (answer.kind === 'gone') return rejectAll()
    waiting.get(answer.id)?.resolve(answer)
    waiting.delete(answer.id)
  }
}

function rejectAll(): void {
  for (const { reject } of waiting.values()) reject(new Error('the window that decodes it has ended'))
  waiting.clear()
}

/** Why there is no window to decode in; null where there is one. @throws the signal's reason */
export async function missingWindow({ signal, onNote }: DecodeOptions): Promise<string | null> {
  if (!send) return 'this program has no window'
  try {
    await untilAborted(start?.(onNote ?? (() => undefined)) ?? Promise.resolve(), signal)
    return null
  } catch (error) {
    signal?.throwIfAborted()
    return error instanceof Error ? error.message : String(error)
  }
}

async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const cancel = (): void => reject(signal?.reason)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    await Promise.race([work, promise])
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** null where the window's Chromium does not decode this codec. `width`, `height`: of the pictures. @throws the signal's reason, Error in Chromium's words */
export async function openInWindow(config: VideoConfig, width: number, height: number, signal?: AbortSignal): Promise<WindowDecoder | null> {
  const id = next++
  const close = (): void => send?.({ id, kind: 'close' })
  const opened = await ask({ id, kind: 'open', config, width, height }, signal)
  if (opened.kind === 'unsupported') return null
  return {
    close,
    decode: async (packets, last) => {
      const answer = await ask({ id, kind: 'decode', packets, last }, signal)
      const pictures = answer.kind === 'pictures' ? answer.pictures : []
      if (pictures.some(({ rgb }) => rgb.length !== width * height * 3)) throw new Error('its pictures are of another size than it says')
      return pictures
    },
  }
}

async function ask(request: VideoRequest, signal: AbortSignal | undefined): Promise<VideoAnswer> {
  signal?.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<VideoAnswer>()
  waiting.set(request.id, { resolve, reject })
  const cancel = (): void => reject(signal?.reason)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    send?.(request)
    const answer = await promise
    if (answer.kind === 'failed') throw new Error(answer.reason)
    return answer
  } finally {
    waiting.delete(request.id)
    signal?.removeEventListener('abort', cancel)
  }
}
