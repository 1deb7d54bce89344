import protobuf from 'protobufjs/minimal.js'

/* TensorFlow's Event messages, as TensorBoard reads them: tensorflow/core/util/event.proto and framework/summary.proto. */

/** One value that is shown over the steps. */
export interface SummaryValue {
  readonly tag: string
  readonly plugin: 'scalars' | 'histograms'
  readonly dtype: 'float32' | 'float64'
  readonly shape: readonly number[]
  readonly data: Float32Array | Float64Array
}

interface EventTime {
  /** Seconds since 1970. */
  readonly wallTime: number
  readonly step: number
}

const fieldOf = { bytes: 2, fixed32: 5, fixed64: 1, varint: 0 } as const
const key = (field: number, kind: keyof typeof fieldOf): number => (field << 3) | fieldOf[kind]

const message = (write: (writer: protobuf.Writer) => unknown): Uint8Array => {
  const writer = protobuf.Writer.create()
  write(writer)
  return writer.finish()
}

/** The first event of a file. */
export const versionEvent = (wallTime: number): Uint8Array =>
  message((w) => w.uint32(key(1, 'fixed64')).double(wallTime).uint32(key(3, 'bytes')).string('brain.Event:2'))

/** An event with values. */
export const summaryEvent = ({ wallTime, step }: EventTime, values: readonly SummaryValue[]): Uint8Array =>
  message((w) =>
    w
      .uint32(key(1, 'fixed64'))
      .double(wallTime)
      .uint32(key(2, 'varint'))
      .int64(step)
      .uint32(key(5, 'bytes'))
      .bytes(message((s) => values.map((value) => s.uint32(key(1, 'bytes')).bytes(valueMessage(value))))),
  )

/** As tf.summary of TensorFlow 2 writes scalars and histograms: tensors, with the plugin that shows them. */
const valueMessage = ({ tag, plugin, dtype, shape, data }: SummaryValue): Uint8Array =>
  message((w) =>
    w
      .uint32(key(1, 'bytes'))
      .string(tag)
      .uint32(key(8, 'bytes'))
      .bytes(
        message((t) =>
          t
            .uint32(key(1, 'varint'))
            .int32(dtype === 'float32' ? 1 : 2)
            .uint32(key(2, 'bytes'))
            .bytes(message((s) => shape.map((size) => s.uint32(key(2, 'bytes')).bytes(dimension(size)))))
            .uint32(key(4, 'bytes'))
            .bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
        ),
      )
      .uint32(key(9, 'bytes'))
      .bytes(
        message((m) =>
          m
            .uint32(key(1, 'bytes'))
            .bytes(message((p) => p.uint32(key(1, 'bytes')).string(plugin)))
            // the classes DATA_CLASS_SCALAR and DATA_CLASS_TENSOR
            .uint32(key(4, 'varint'))
            .int32(plugin === 'scalars' ? 1 : 2),
        ),
      ),
  )

const dimension = (size: number): Uint8Array => message((d) => d.uint32(key(1, 'varint')).int64(size))
