import type { Guard, Shape } from '../../shapes/dim.js'
import { type ReshapeShape, reshapeShape } from '../../shapes/reshape.js'
import { type KeepsDType, type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { reshapeBehindBatch } from './behind-batch.js'

export interface ReshapeRule<T extends readonly number[]> extends Rule, KeepsDType {
  readonly output: ReshapeShape<this['input'], T>
  readonly parameters: 0
}

type ReshapeMethod<In extends Shape, Out extends Shape, Count extends number> = <const T extends readonly number[]>(
  targetShape: Guard<ReshapeShape<Out, T>, T>,
  options?: NamedOptions,
) => Appended<In, Out, Count, ReshapeRule<T>>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly reshape: ReshapeMethod<In, Out, Count>
  }
}

const make = <const T extends readonly number[]>(targetShape: T, options: NamedOptions = {}): Layer<ReshapeRule<T>> =>
  layer('reshape', options, namedOptions, {
    outputShape: (shape) => reshapeShape(shape, targetShape),
    takes: 'anything',
    weights: () => [],
    call: (x) => reshapeBehindBatch(x, reshapeShape(x.shape, targetShape)),
  })

/** [batch, …] to [batch, ...targetShape]; one -1 stands for what is left over. Keras's `Reshape`. */
export const reshape = make
