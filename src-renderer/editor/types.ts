/** A mistake in the text, by offset and length in characters. */
export interface EditorMarker {
  offset: number
  length: number
  message: string
}
export type JsonSchemaOfEditor = Record<string, unknown>
