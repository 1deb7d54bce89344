import { onnxSchema } from './schema.js'

/** The element type of float32. */
const float32 = 1

/** A model with one more output, before the others: an empty list of tensors. */
export const withListFirst = (model: Uint8Array, name: string): Uint8Array => {
  const sequenceType = { elemType: { tensorType: { elemType: float32 } } }
  const output = [{ name, type: { sequenceType } }]
  // of a message in two parts, the lists are joined
  const first = onnxSchema().ModelProto.encode({
    graph: { node: [{ opType: 'SequenceEmpty', output: [name] }], output },
  })
  return Buffer.concat([first.finish(), model])
}
