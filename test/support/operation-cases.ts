import { gradients } from '../../src/codegen/autodiff.js'
import { input, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import * as operations from '../../src/dsl/operations/index.js'
import type { SymbolicTensor } from '../../src/dsl/symbolic.js'
import type { ShapeValue } from '../../src/shapes/dim.js'
import golden from '../golden/operations.json' with { type: 'json' }
import { fromGolden, type Golden } from './evaluate.js'
import { valueOfSymbolic } from './evaluate-symbolic.js'
import { place } from './place.js'

/** An operation that PyTorch has run, as the golden file holds it. */
export interface Case {
  /** TypeScript over a, b and c. */
  readonly call: string
  readonly inputs: readonly Golden[]
  readonly output: Golden
  readonly cotangent: Golden
  readonly gradients: readonly (Golden | null)[]
}

export const cases = golden as unknown as readonly Case[]

/** What the call makes of tensors of these shapes. */
export const called = ({ call, inputs }: Case, shapes: readonly ShapeValue[]) => {
  const tensors = inputs.map(({ dtype }, i) => place(shapes[i] as (string | number | null)[], dtype))
  const result = new Function(...Object.keys(operations), 'a', 'b', 'c', `return ${call}`)(
    ...Object.values(operations),
    ...tensors,
  ) as SymbolicTensor
  return { tensors: tensors as readonly SymbolicTensor[], result }
}

/** A graph of the output, and of the gradients of sum(output · cotangent) for the inputs that have one, and what is fed. */
export const operationCaseGraph = (
  golden: Case,
  shapes: readonly ShapeValue[] = golden.inputs.map(({ shape }) => shape),
  data = golden.inputs.map(fromGolden),
) => {
  const { tensors, result } = called(golden, shapes)
  const inputs = tensors.map(({ dtype, shape }, i) => input(`in${i}`, dtype, shape))
  const y = valueOfSymbolic(result, new Map(tensors.map((tensor, i) => [tensor, inputs[i] as Value])))
  const cotangent = input('cotangent', 'float32', y.shape)
  const wanted = inputs.filter((_, i) => golden.gradients[i])
  const grads = wanted.length > 0 ? gradients(ops.reduceSum(ops.mul(ops.cast(y, 'float32'), cotangent)), wanted) : []
  const outputs = new Map([
    ['y', y],
    ...grads.map((grad, i) => [`d${inputs.indexOf(wanted[i] as Value)}`, grad] as const),
  ])
  const feeds = {
    ...Object.fromEntries(data.map((one, i) => [`in${i}`, one])),
    ...(grads.length > 0 && { cotangent: fromGolden(golden.cotangent) }),
  }
  return { graph: { inputs: grads.length > 0 ? [...inputs, cotangent] : inputs, outputs }, feeds, result, y }
}
