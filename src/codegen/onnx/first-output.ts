import { onnxSchema } from './schema.js'

/** The element type of float32. */
const float32 = 1

/** What, before the bytes of a model, makes it one with a further output, before the others: an empty list of tensors. */
export const listFirst = (name: string): Uint8Array => {
  const sequenceType = { elemType: { tensorType: { elemType: float32 } } }
  const output = [{ name, type: { sequenceType } }]
  // of a message in two parts, the lists are joined
  return onnxSchema()
    .ModelProto.encode({ graph: { node: [{ opType: 'SequenceEmpty', output: [name] }], output } })
    .finish()
}
