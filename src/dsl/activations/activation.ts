import type { Value } from '../../codegen/ir/value.js'

/** What a layer does with its result: a function of each element, or along an axis. */
export interface Activation {
  readonly name: string
  /** Whether a series may come piece by piece: all but along time; default true. */
  readonly stepwise?: boolean
  call(x: Value): Value
}

/** One without options. */
export const plain =
  (name: string, call: (x: Value) => Value): (() => Activation) =>
  () => ({ name, call })
