import onnxProto from 'onnx-proto'
import { expect, it } from 'vitest'
import { shownNodes } from '../../src/codegen/onnx/shown-nodes.js'

const encoded = (graph: onnxProto.onnx.IGraphProto): Uint8Array => onnxProto.onnx.ModelProto.encode({ graph }).finish()

it('names the nodes behind values, and tells several outputs of one apart', () => {
  const nodes = shownNodes(
    encoded({
      input: [{ name: 'x' }],
      initializer: [{ name: 'two' }],
      node: [
        { name: 'halves/Split', opType: 'Split', input: ['x', ''], output: ['left', 'right'] },
        { opType: 'Pow', input: ['right', 'two'], output: ['squared'] },
        // names need not be unique in ONNX, nor free of what separates names here
        { name: 'x', opType: 'Add', input: ['left', 'squared'], output: ['sum'] },
        { name: 'y:next', opType: 'Neg', input: ['sum'], output: ['y'] },
      ],
    }),
  )
  expect(nodes.map(({ name, op, inputs }) => [name, op, inputs])).toEqual([
    ['x', 'Placeholder', []],
    ['two', 'Const', []],
    ['halves/Split', 'Split', ['x']],
    ['Pow', 'Pow', ['halves/Split:1', 'two']],
    ['x_', 'Add', ['halves/Split', 'Pow']],
    ['y_next', 'Neg', ['x_']],
  ])
})
