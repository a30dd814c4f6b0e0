/**
 * How the backend has videos decoded: it takes the file apart itself, and a hidden window of Chromium, which alone has the decoders, turns
 * packets into pictures. One answer a request; what is under way at once is told by `id`.
 */
export const videoMatrices = ['smpte170m', 'bt470bg', 'bt709', 'bt2020-ncl'] as const
export type VideoMatrix = (typeof videoMatrices)[number]

export interface VideoConfig {
  /** As WebCodecs names it: avc1.64001f. */
  codec: string
  codedWidth: number
  codedHeight: number
  description?: Uint8Array
  /** How luma and chroma make colours, as the file says. */
  colours: { matrix: VideoMatrix; fullRange: boolean }
}

export interface VideoPacket {
  key: boolean
  /** In seconds. */
  time: number
  data: Uint8Array
}

export interface VideoPicture {
  /** [height, width, 3] as asked for. */
  rgb: Uint8Array
  time: number
}

export type VideoRequest = { id: number } & (
  | { kind: 'open'; config: VideoConfig; width: number; height: number }
  /** `last`: pictures that were held back come too. */
  | { kind: 'decode'; packets: VideoPacket[]; last: boolean }
  | { kind: 'close' }
)

/** `close` has no answer. */
export type VideoAnswer = { id: number } & (
  | { kind: 'opened' }
  | { kind: 'pictures'; pictures: VideoPicture[] }
  | { kind: 'unsupported' }
  | { kind: 'failed'; reason: string }
)

/** Both ways over the control port, and over the port of the hidden window. `gone`: the window has ended with all it was asked. */
export type VideoMessage = VideoRequest | VideoAnswer | { kind: 'gone' }
