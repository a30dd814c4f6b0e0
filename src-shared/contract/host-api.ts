/** The boundary between the window and main: what only the desktop can do. No work, no data but names and tokens. */
import { z } from 'zod'
import { wireErrorSchema } from './errors.ts'
import { call } from './shape.ts'
import { videoAnswerSchema } from './video-decoding.ts'

/** A file or folder the user chose: main tells the backend its path, the window sees its name and a token. */
export const grantedFileSchema = z.object({ token: z.string(), name: z.string(), bytes: z.number().nullable() })
export type GrantedFile = z.infer<typeof grantedFileSchema>

export const hostApi = {
  /** A dialog; an empty list when it was cancelled. */
  'files.open': call(z.strictObject({ kind: z.enum(['files', 'folder']) }), z.array(grantedFileSchema)),
  'files.saveDirectory': call(z.strictObject({}), grantedFileSchema.nullable()),
  /** Called by the preload alone, with the paths of dropped files; not offered to the page. */
  'files.grant': call(z.strictObject({ paths: z.array(z.string()).min(1).max(10_000) }), z.array(grantedFileSchema)),
  /** Opens the system's file manager at an export of the workspace. */
  'files.reveal': call(z.strictObject({ path: z.string() }), z.object({})),
  /** Opens the list of rows that a dataset left out, in the program for such files, or shows where it lies. */
  'files.rejected': call(z.strictObject({ dataset: z.string().regex(/^[\w-]+$/), how: z.enum(['open', 'show']) }), z.object({})),
  'window.theme': call(z.strictObject({ theme: z.enum(['system', 'light', 'dark']) }), z.object({})),
  /** The language of menu and dialogs. */
  'window.language': call(z.strictObject({ language: z.enum(['en', 'zh']) }), z.object({})),
}
export type HostApi = typeof hostApi

/** How the backend is; `error` says why it ended by itself. One that ended by accident is started again, so `exited` may be followed by `starting`. */
export const backendStatusSchema = z.object({ state: z.enum(['starting', 'ready', 'stopping', 'exited']), error: wireErrorSchema.nullable() })
export type BackendStatus = z.infer<typeof backendStatusSchema>

/** What reaches the page by window.postMessage, from the preload alone (`event.source === window`). */
export const windowMessageSchema = z.discriminatedUnion('seqbench', [
  /** With the port in `event.ports[0]`, after `connect()`. It closes when the backend ends: call `connect()` again. */
  z.object({ seqbench: z.literal('port') }),
  z.object({ seqbench: z.literal('backend'), status: backendStatusSchema }),
])
export type WindowMessage = z.infer<typeof windowMessageSchema>

/** What the preload puts on `window.seqbench`, and nothing else. */
export interface SeqbenchBridge {
  /** Asks main for a port to the backend; it arrives by window.postMessage as `{ seqbench: 'port' }`. */
  connect: () => void
  host: (name: Exclude<keyof HostApi, 'files.grant'>, input: unknown) => Promise<unknown>
  /** Tokens for files dropped on the page. */
  grantFiles: (files: File[]) => Promise<GrantedFile[]>
  platform: string
  language: string
}

/** Sent by main on the backend's control port. */
export const controlMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('grant'), token: z.string(), path: z.string() }),
  z.object({ kind: z.literal('stop') }),
  /** From the hidden window that decodes videos, which main passes on as it is. */
  z.object({ kind: z.literal('video'), message: videoAnswerSchema }),
])
export type ControlMessage = z.infer<typeof controlMessageSchema>
