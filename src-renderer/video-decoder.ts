/** The hidden window's page: packets come in over a port, pictures of the wanted size go back (contract/video-decoding.ts). It sees no file. */
import { videoRequestSchema, type VideoAnswer, type VideoConfig, type VideoPicture, type VideoRequest } from '../src-shared/contract/video-decoding.ts'
import { canConvert, convertColours } from './video-colours.ts'

type Asked<Kind extends VideoRequest['kind']> = Extract<VideoRequest, { kind: Kind }>
/** `wake`: a decoder that failed tells nobody who waits for its queue. */
interface Open { decoder: VideoDecoder; ready: Promise<VideoPicture>[]; error: DOMException | null; wake: () => void }

const micro = 1e6
const videos = new Map<number, Open>()

window.addEventListener('message', ({ source, data, ports: [port] }) => {
  if (source !== window || (data as { seqbench?: unknown }).seqbench !== 'port' || !port) return
  port.onmessage = ({ data: request }) => void answer(videoRequestSchema.parse(request)).then((said) => said && port.postMessage(said))
})

async function answer(request: VideoRequest): Promise<VideoAnswer | null> {
  const { id } = request
  try {
    if (request.kind === 'open') return { id, kind: (await open(request)) ? 'opened' : 'unsupported' }
    if (request.kind === 'decode') return { id, kind: 'pictures', pictures: await decode(request) }
    close(id)
    return null
  } catch (error) {
    return { id, kind: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function open({ id, config, width, height }: Asked<'open'>): Promise<boolean> {
  const { colours, ...own } = config
  const full = { ...own, hardwareAcceleration: 'prefer-software' } as VideoDecoderConfig
  const able = [full, { ...full, hardwareAcceleration: 'no-preference' as const }]
  const chosen = (await Promise.all(able.map((one) => VideoDecoder.isConfigSupported(one)))).findIndex(({ supported }) => supported)
  if (chosen < 0) return false
  const draw = createDrawing(width, height, colours)
  const fail = (error: DOMException): void => {
    video.error = error
    video.wake()
  }
  const video: Open = { ready: [], error: null, wake: () => undefined, decoder: new VideoDecoder({ output: (frame) => void video.ready.push(draw(frame)), error: fail }) }
  video.decoder.configure(able[chosen])
  videos.set(id, video)
  return true
}

async function decode({ id, packets, last }: Asked<'decode'>): Promise<VideoPicture[]> {
  const video = videos.get(id)
  if (!video) throw new Error('it was not opened')
  const { decoder } = video
  const check = (): void => {
    if (video.error) throw video.error
  }
  for (const { key, time, data } of packets) {
    check()
    decoder.decode(new EncodedVideoChunk({ type: key ? 'key' : 'delta', timestamp: Math.round(time * micro), data: data as Uint8Array<ArrayBuffer> }))
  }
  if (last) await decoder.flush()
  else while (decoder.decodeQueueSize > 0 && decoder.state === 'configured') await nextOf(video)
  check()
  return Promise.all(video.ready.splice(0))
}

/** Until the decoder has taken another packet, or failed. */
function nextOf(video: Open): Promise<void> {
  return new Promise((resolve) => {
    video.wake = resolve
    video.decoder.addEventListener('dequeue', () => resolve(), { once: true })
  })
}

function close(id: number): void {
  const video = videos.get(id)
  if (video && video.decoder.state !== 'closed') video.decoder.close()
  videos.delete(id)
}

/** Colours at full size, then scaled by Chromium; formats that are none of planes are drawn as Chromium has them. */
function createDrawing(width: number, height: number, colours: VideoConfig['colours']): (frame: VideoFrame) => Promise<VideoPicture> {
  const canvas = contextOf(width, height)
  let full = contextOf(1, 1)
  return async (frame) => {
    const time = frame.timestamp / micro
    const { format, visibleRect } = frame
    const [across, down] = [visibleRect?.width ?? 0, visibleRect?.height ?? 0]
    if (canConvert(format) && format !== null) {
      const bytes = new Uint8Array(frame.allocationSize())
      const planes = await frame.copyTo(bytes)
      const rgba = convertColours(bytes, format, planes, across, down, colours)
      if (across === width && down === height) return { rgb: withoutAlpha(rgba), time: closed(frame, time) }
      if (full.canvas.width !== across || full.canvas.height !== down) full = contextOf(across, down)
      full.putImageData(new ImageData(rgba, across, down), 0, 0)
      canvas.drawImage(full.canvas, 0, 0, width, height)
    } else canvas.drawImage(frame, 0, 0, width, height)
    return { rgb: withoutAlpha(canvas.getImageData(0, 0, width, height).data), time: closed(frame, time) }
  }
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true, alpha: false })
  if (!context) throw new Error('there is no canvas to draw on')
  context.imageSmoothingQuality = 'high'
  return context
}

/** A decoder has few pictures to give: each is handed back at once. */
function closed(frame: VideoFrame, time: number): number {
  frame.close()
  return time
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3)
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = rgba[from]
    rgb[to + 1] = rgba[from + 1]
    rgb[to + 2] = rgba[from + 2]
  }
  return rgb
}
