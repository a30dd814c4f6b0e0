/** Sound in the window: playing samples, decoding files, recording from the microphone. Nothing leaves the computer. */
import { onScopeDispose, ref, shallowRef } from 'vue'

export interface Sound {
  /** One channel, -1 to 1. */
  samples: Float32Array
  /** Samples a second. */
  rate: number
}

/** Any audio file the browser can decode, mixed down to one channel. @throws EncodingError where it cannot */
export async function decodeSound(bytes: ArrayBuffer): Promise<Sound> {
  const context = new OfflineAudioContext(1, 1, 44_100)
  const buffer = await context.decodeAudioData(bytes)
  const samples = new Float32Array(buffer.length)
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
    const values = buffer.getChannelData(channel)
    for (let index = 0; index < samples.length; index++) samples[index] += values[index] / buffer.numberOfChannels
  }
  return { samples, rate: buffer.sampleRate }
}

/** Largest and smallest sample of each of `count` stretches: what a waveform is drawn from. */
export function peaks(samples: ArrayLike<number>, count: number): [number, number][] {
  const stretches = Math.min(count, samples.length)
  return Array.from({ length: stretches }, (_, index) => {
    const [from, until] = [Math.floor((index * samples.length) / stretches), Math.floor(((index + 1) * samples.length) / stretches)]
    let [low, high] = [Infinity, -Infinity]
    for (let at = from; at < until; at++) {
      low = Math.min(low, samples[at])
      high = Math.max(high, samples[at])
    }
    return [low, high]
  })
}

/** Fewer samples a second by the mean of each stretch: a model hears no more than its own rate, and less has to be sent. */
export function reduceRate({ samples, rate }: Sound, wanted: number): Sound {
  if (rate <= wanted) return { samples, rate }
  const length = Math.floor((samples.length * wanted) / rate)
  const reduced = new Float32Array(length)
  for (let index = 0; index < length; index++) {
    const [from, until] = [Math.floor((index * rate) / wanted), Math.max(Math.floor(((index + 1) * rate) / wanted), Math.floor((index * rate) / wanted) + 1)]
    let sum = 0
    for (let at = from; at < until; at++) sum += samples[at] ?? 0
    reduced[index] = sum / (until - from)
  }
  return { samples: reduced, rate: wanted }
}

export function usePlayer() {
  const playing = ref(false)
  /** 0 to 1 */
  const position = ref(0)
  let context: AudioContext | null = null
  let source: AudioBufferSourceNode | null = null
  let frame = 0

  function stop(): void {
    cancelAnimationFrame(frame)
    if (source) source.onended = null
    source?.stop()
    source = null
    playing.value = false
    position.value = 0
  }

  function play({ samples, rate }: Sound, from = 0): void {
    stop()
    if (samples.length === 0) return
    context ??= new AudioContext()
    // A context buffers rates from 8000 on: slower sounds are held, sample by sample, at a multiple of their rate.
    const times = Math.max(1, Math.ceil(8000 / rate))
    const buffer = context.createBuffer(1, samples.length * times, rate * times)
    const channel = buffer.getChannelData(0)
    for (let index = 0; index < channel.length; index++) channel[index] = samples[Math.floor(index / times)]
    const node = context.createBufferSource()
    node.buffer = buffer
    node.connect(context.destination)
    const begin = context.currentTime - from * buffer.duration
    node.onended = stop
    node.start(0, from * buffer.duration)
    source = node
    playing.value = true
    const follow = (): void => {
      position.value = Math.min(1, ((context?.currentTime ?? 0) - begin) / buffer.duration)
      frame = requestAnimationFrame(follow)
    }
    follow()
  }
  onScopeDispose(() => {
    stop()
    void context?.close()
  })
  return { playing, position, play, stop }
}

/** Recordings longer than this stop by themselves. */
const longestRecording = 60

export function useRecorder(done: (sound: Sound) => void, failed: (thrown: unknown) => void) {
  const recording = ref(false)
  const seconds = ref(0)
  const recorder = shallowRef<MediaRecorder | null>(null)
  let timer: ReturnType<typeof setInterval> | undefined

  /** Asks for the microphone the first time. */
  async function start(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } })
      const active = new MediaRecorder(stream)
      const parts: Blob[] = []
      active.ondataavailable = ({ data }) => void parts.push(data)
      active.onstop = async () => {
        clearInterval(timer)
        recording.value = false
        stream.getTracks().forEach((track) => track.stop())
        try {
          done(await decodeSound(await new Blob(parts, { type: active.mimeType }).arrayBuffer()))
        } catch (thrown) {
          failed(thrown)
        }
      }
      active.start()
      recorder.value = active
      recording.value = true
      const begin = performance.now()
      seconds.value = 0
      timer = setInterval(() => {
        seconds.value = (performance.now() - begin) / 1000
        if (seconds.value >= longestRecording) stop()
      }, 100)
    } catch (thrown) {
      failed(thrown)
    }
  }
  function stop(): void {
    if (recorder.value?.state === 'recording') recorder.value.stop()
  }
  onScopeDispose(() => {
    clearInterval(timer)
    stop()
  })
  return { recording, seconds, start, stop }
}
