import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { GuardMethod, Shape } from '../../shapes/dim.js'
import { type SeriesSentence, seriesOf } from '../../shapes/series.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'

export interface MaskingRule extends Rule {
  readonly output: SeriesSentence<'masking', this['input']> extends infer E extends string ? E : this['input']
  readonly parameters: 0
}

type MaskingMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'masking', Out>,
  (maskValue?: number, options?: NamedOptions) => Appended<In, Out, Count, MaskingRule>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly masking: MaskingMethod<In, Out, Count>
  }
}

const make = (maskValue = 0, options: NamedOptions = {}): Layer<MaskingRule> => {
  if (!Number.isFinite(maskValue)) throw new RangeError(`masking: maskValue must be a finite number, got ${maskValue}`)
  return layer('masking', options, namedOptions, {
    outputShape: (shape) => {
      seriesOf('masking', shape)
      return shape
    },
    stepwise: true,
    mask: (x) => ops.cast(counted(x, maskValue, false), 'bool'),
    weights: () => [],
    call: (x) => ops.where(ops.cast(counted(x, maskValue, true), 'bool'), x, 0),
  })
}

/** 1 for the steps with a feature that is not `maskValue`, 0 for the others. */
const counted = (x: Value, maskValue: number, keepDims: boolean): Value =>
  ops.reduceMax(ops.cast(ops.not(ops.equal(x, maskValue)), 'float32'), { axis: -1, keepDims })

/**
 * Steps of [batch, time, features] whose features all are `maskValue` (default 0) become 0, and layers that take a mask
 * leave them out. Keras's `Masking`.
 */
export const masking = make
