/**
 * How backend and command line have videos decoded: they take the file apart themselves, and a hidden page of Chromium, which alone has the decoders,
 * turns packets into pictures. One answer a request; what is under way at once is told by `id`. Who takes a message reads it by its schema.
 */
import { z } from 'zod'

export const videoMatrices = ['smpte170m', 'bt470bg', 'bt709', 'bt2020-ncl'] as const
export type VideoMatrix = (typeof videoMatrices)[number]

const id = z.number().int().nonnegative()
const side = z.number().int().positive()
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

const videoConfigSchema = z.object({
  /** As WebCodecs names it: avc1.64001f. */
  codec: z.string(),
  codedWidth: side,
  codedHeight: side,
  description: bytes.optional(),
  /** How luma and chroma make colours, as the file says. */
  colours: z.object({ matrix: z.enum(videoMatrices), fullRange: z.boolean() }),
})
export type VideoConfig = z.infer<typeof videoConfigSchema>

/** `time` in seconds. */
const videoPacketSchema = z.object({ key: z.boolean(), time: z.number(), data: bytes })
export type VideoPacket = z.infer<typeof videoPacketSchema>

/** `rgb`: [height, width, 3] as asked for. */
const videoPictureSchema = z.object({ rgb: bytes, time: z.number() })
export type VideoPicture = z.infer<typeof videoPictureSchema>

export const videoRequestSchema = z.discriminatedUnion('kind', [
  z.object({ id, kind: z.literal('open'), config: videoConfigSchema, width: side, height: side }),
  /** `last`: pictures that were held back come too. */
  z.object({ id, kind: z.literal('decode'), packets: z.array(videoPacketSchema), last: z.boolean() }),
  /** Has no answer. */
  z.object({ id, kind: z.literal('close') }),
])
export type VideoRequest = z.infer<typeof videoRequestSchema>

export const videoAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ id, kind: z.literal('opened') }),
  z.object({ id, kind: z.literal('pictures'), pictures: z.array(videoPictureSchema) }),
  z.object({ id, kind: z.literal('unsupported') }),
  z.object({ id, kind: z.literal('failed'), reason: z.string() }),
  /** From main: the page has ended with all it was asked. */
  z.object({ kind: z.literal('gone') }),
])
export type VideoAnswer = z.infer<typeof videoAnswerSchema>

/** How the folder of its profile begins, which is of no use afterwards. */
export const videoProfile = 'seqbench-video-'

/** What Electron says where the command line has started it for this alone: `ready` once, then answers. */
export const videoHostMessageSchema = z.discriminatedUnion('kind', [z.object({ kind: z.literal('ready') }), ...videoAnswerSchema.options])
export type VideoHostMessage = z.infer<typeof videoHostMessageSchema>
