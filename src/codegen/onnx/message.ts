import { createRequire } from 'node:module'
import type protobuf from 'protobufjs/minimal.js'

/* Messages of protobuf's wire format, field by field. */

export type Writer = protobuf.Writer

const kinds = { bytes: 2, fixed32: 5, fixed64: 1, varint: 0 } as const

/** What a field begins with. */
export const key = (field: number, kind: keyof typeof kinds): number => (field << 3) | kinds[kind]

let library: typeof protobuf | undefined

/** For a message. Loads the library when the first is written, so that importing Tenon stays quick. */
export const newWriter = (): Writer => {
  library ??= createRequire(import.meta.url)('protobufjs/minimal.js') as typeof protobuf
  return library.Writer.create()
}

export const message = (write: (writer: Writer) => unknown): Uint8Array => {
  const writer = newWriter()
  write(writer)
  return writer.finish()
}
