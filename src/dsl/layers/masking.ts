import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { GuardMethod } from '../../shapes/dim.js'
import { type SeriesSentence, seriesOf } from '../../shapes/series.js'
import { type Fluent, type Layer, layer, type Method, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'

interface MaskingRule extends Rule {
  readonly output: SeriesSentence<'masking', this['input']> extends infer E extends string ? E : this['input']
  readonly parameters: 0
}

interface MaskingMethod extends Method {
  readonly call: GuardMethod<
    SeriesSentence<'masking', this['model']['shape']>,
    (maskValue?: number, options?: NamedOptions) => Appended<this['model'], MaskingRule>
  >
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
export const masking: typeof make & Fluent<MaskingMethod> = make
