import { createRequire } from 'node:module'
import type protobuf from 'protobufjs/minimal.js'

/* Messages of protobuf's wire format, field by field. */

const kinds = { bytes: 2, fixed32: 5, fixed64: 1, varint: 0 } as const

/** What a field begins with. */
export const key = (field: number, kind: keyof typeof kinds): number => (field << 3) | kinds[kind]

let library: typeof protobuf | undefined

/** Loads the library when the first is written, so that importing Tenon stays quick. */
export const message = (write: (writer: protobuf.Writer) => unknown): Uint8Array => {
  library ??= createRequire(import.meta.url)('protobufjs/minimal.js') as typeof protobuf
  const writer = library.Writer.create()
  write(writer)
  return writer.finish()
}
