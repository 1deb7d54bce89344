import { key, message } from '../../codegen/onnx/message.js'
import type { ShownNode } from '../../codegen/onnx/shown-nodes.js'

/* TensorFlow's Event messages, as TensorBoard reads them: tensorflow/core/util/event.proto and, in framework, summary.proto,
 * graph.proto and node_def.proto. */

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

/** An event with a graph: a GraphDef of tensorflow/core/framework/graph.proto. */
export const graphEvent = (wallTime: number, nodes: readonly ShownNode[]): Uint8Array =>
  message((w) =>
    w
      .uint32(key(1, 'fixed64'))
      .double(wallTime)
      .uint32(key(4, 'bytes'))
      .bytes(
        message((g) => {
          for (const node of nodes) g.uint32(key(1, 'bytes')).bytes(nodeMessage(node))
          // of the format, which tells versions of operators apart: none of them has changed since
          g.uint32(key(4, 'bytes')).bytes(message((v) => v.uint32(key(1, 'varint')).int32(22)))
        }),
      ),
  )

const nodeMessage = ({ name, op, inputs, shape }: ShownNode): Uint8Array =>
  message((n) => {
    n.uint32(key(1, 'bytes')).string(name).uint32(key(2, 'bytes')).string(op)
    for (const input of inputs) n.uint32(key(3, 'bytes')).string(input)
    if (!shape) return
    const list = message((l) => l.uint32(key(7, 'bytes')).bytes(shapeMessage(shape)))
    const attribute = message((a) => a.uint32(key(1, 'bytes')).bytes(list))
    n.uint32(key(5, 'bytes')).bytes(
      message((e) => e.uint32(key(1, 'bytes')).string('_output_shapes').uint32(key(2, 'bytes')).bytes(attribute)),
    )
  })

const shapeMessage = (shape: readonly number[]): Uint8Array =>
  message((s) => shape.map((size) => s.uint32(key(2, 'bytes')).bytes(dimension(size))))

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
            .bytes(shapeMessage(shape))
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
