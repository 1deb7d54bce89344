import { gradients } from '../../src/codegen/autodiff.js'
import { constant, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import golden from '../golden/ops.json' with { type: 'json' }
import type { Golden } from './evaluate.js'

/** An op that PyTorch has run, as the golden file holds it. */
export interface Case {
  readonly op: string
  readonly inputs: readonly Golden[]
  readonly attributes: never
  readonly output: Golden
  readonly cotangent: Golden
  readonly gradients: readonly (Golden | null)[]
}

export const cases = golden as unknown as readonly Case[]

/** Ops that call their inputs and attributes in another order than (x, attributes). */
const calls: Record<string, (inputs: readonly Value[], attributes: Readonly<Record<string, never>>) => Value> = {
  squeeze: ([x], { axes }) => ops.squeeze(x as Value, axes as never),
  reverse: ([x], { axis }) => ops.reverse(x as Value, axis as never),
  split: ([x], { part, ...attributes }) => ops.split(x as Value, attributes as never)[part as never] as Value,
  transpose: ([x], { perm }) => ops.transpose(x as Value, perm as never),
  reshape: ([x], { shape }) => ops.reshape(x as Value, shape as never),
  expand: ([x], { shape }) => ops.expand(x as Value, shape as never),
  unsqueeze: ([x], { axes }) => ops.unsqueeze(x as Value, axes as never),
  concat: (xs, { axis }) => ops.concat(xs, axis as never),
  pad: ([x], { value, ...widths }) => ops.pad(x as Value, widths as never, value),
  conv: ([x, w, b], attributes) => ops.conv(x as Value, w as Value, b ?? null, attributes as never),
}

/** What the op makes of these inputs. */
export const call = ({ op, attributes }: Case, inputs: readonly Value[]): Value => {
  const own = calls[op]
  if (own) return own(inputs, attributes)
  const f = (ops as unknown as Record<string, (...all: unknown[]) => Value>)[op] as (...all: unknown[]) => Value
  return Object.keys(attributes).length > 0 ? f(...inputs, attributes) : f(...inputs)
}

/** The output, and the gradients of sum(output · cotangent) for the float inputs. */
export const build =
  (golden: Case) =>
  (...inputs: Value[]) => {
    const y = call(golden, inputs)
    if (y.dtype !== 'float32') return { y }
    const cotangent = constant(Float32Array.from(golden.cotangent.data), 'float32', golden.cotangent.shape)
    const loss = ops.reduceSum(ops.mul(y, cotangent))
    const wanted = inputs.filter((_, i) => golden.gradients[i])
    const grads = gradients(loss, wanted)
    return { y, loss, ...Object.fromEntries(grads.map((grad, i) => [`d${inputs.indexOf(wanted[i] as Value)}`, grad])) }
  }
