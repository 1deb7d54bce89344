import type { IsPositiveInteger, Remainder } from './arithmetic.js'
import { ShapeError } from './dim.js'
import type { FormatDim } from './format.js'
import { type NotPositiveInteger, requirePositive } from './sentence.js'

/* Sentences of convolutions and pooling layers, over however many axes. */

const kernelTooLarge = <
  const Layer extends string,
  const Kernel extends string,
  const Dilation extends string,
  const Input extends string,
>(
  layer: Layer,
  kernel: Kernel,
  dilation: Dilation,
  input: Input,
) => `${layer}: kernel ${kernel}${dilation} is larger than input ${input}; use padding: 'same'` as const

const dilatedBy = <const Dilation extends string>(dilation: Dilation) => ` dilated by ${dilation}` as const

/** Dilation is the formatted argument, or undefined where nothing is dilated. */
export type KernelTooLarge<
  Layer extends string,
  Kernel extends string,
  Dilation extends string | undefined,
  Input extends string,
> = ReturnType<
  typeof kernelTooLarge<Layer, Kernel, Dilation extends string ? ReturnType<typeof dilatedBy<Dilation>> : '', Input>
>

export const kernelTooLargeError = (
  layer: string,
  kernel: string,
  dilation: string | undefined,
  input: string,
): ShapeError => new ShapeError(kernelTooLarge(layer, kernel, dilation === undefined ? '' : dilatedBy(dilation), input))

/** A pool that does not fit the input. */
export const poolTooLarge = <const Layer extends string, const Pool extends string, const Input extends string>(
  layer: Layer,
  pool: Pool,
  input: Input,
) => `${layer}: pool ${pool} is larger than input ${input}; use padding: 'same'` as const

/** Two options of which Keras allows one. */
export const stridesWithDilation = <
  const Layer extends string,
  const Strides extends string,
  const Dilation extends string,
>(
  layer: Layer,
  strides: Strides,
  dilation: Dilation,
) => `${layer}: strides ${strides} and dilationRate ${dilation} exclude each other; leave one of them at 1` as const

export const groupsMismatch = <
  const Layer extends string,
  const Groups extends string,
  const Count extends string,
  const What extends string,
>(
  layer: Layer,
  groups: Groups,
  count: Count,
  what: What,
) => `${layer}: groups ${groups} must divide the ${count} ${what}` as const

/** [argument, sentence] where the groups do not divide both sides; `Axis` names the input's, such as channels. */
export type GroupsFault<
  Layer extends string,
  Axis extends string,
  Channels,
  Filters extends number,
  Groups extends number,
> =
  IsPositiveInteger<Groups> extends true
    ? Divides<Groups, Channels> extends true
      ? Divides<Groups, Filters> extends true
        ? undefined
        : readonly ['groups', ReturnType<typeof groupsMismatch<Layer, `${Groups}`, FormatDim<Filters>, 'filters'>>]
      : readonly ['groups', ReturnType<typeof groupsMismatch<Layer, `${Groups}`, FormatDim<Channels>, `input ${Axis}`>>]
    : readonly ['groups', NotPositiveInteger<Layer, 'groups', `${Groups}`>]

/** false only where both are literals and there is a remainder. */
type Divides<A, B> = Remainder<B, A> extends infer R ? (number extends R ? true : R extends 0 ? true : false) : never

export const requireGroups = (layer: string, axis: string, channels: number, filters: number, groups: number): void => {
  requirePositive(layer, 'groups', groups)
  if (channels % groups !== 0) throw new ShapeError(groupsMismatch(layer, `${groups}`, `${channels}`, `input ${axis}`))
  if (filters % groups !== 0) throw new ShapeError(groupsMismatch(layer, `${groups}`, `${filters}`, 'filters'))
}

/** The first of three faults that there is. */
export type FirstOf<A, B, C> = A extends undefined ? (B extends undefined ? C : B) : A

/** false only where a literal is surely above 1. */
export type IsOneOrWide<N> = number extends N ? true : [N] extends [1] ? true : false
