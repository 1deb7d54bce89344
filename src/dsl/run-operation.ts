import type { Masked } from './layer-definition.js'
import type { Operation } from './symbolic.js'

/** What an operation makes of tensors as they run. */
export const runOperation = (operation: Operation, inputs: readonly Masked[]): Masked => {
  const masks = inputs.map(({ mask }) => mask)
  const values = inputs.map(({ value }) => value)
  return {
    mask: operation.mask?.(masks, values),
    value: operation.masked?.(masks, ...values) ?? operation.run(...values),
  }
}
