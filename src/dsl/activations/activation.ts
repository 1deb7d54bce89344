import type { Value } from '../../codegen/ir/value.js'

/** What a layer does with its result: a function of each element, or along an axis. */
export interface Activation {
  readonly name: string
  call(x: Value): Value
}

/** One without options. */
export const plain =
  (name: string, call: (x: Value) => Value): (() => Activation) =>
  () => ({ name, call })
