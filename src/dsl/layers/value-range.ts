import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { checkRanges } from '../../codegen/ranges.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import { type DataFormatOptions, dataFormatOptions } from './data-format-options.js'
import { type Interval, interval } from './draw.js'

/** Options of layers that change the values of pixels. */
export interface ValueRangeOptions<Format extends DataFormat> extends DataFormatOptions<Format> {
  /** Between which values pixels are: what leaves the range is set to its end. Default [0, 255]. */
  readonly valueRange?: Interval | undefined
}

export const valueRangeOptions = { ...dataFormatOptions, valueRange: true } as const

/** The range, checked. */
export const valueRangeOf = (kind: string, { valueRange = [0, 255] }: ValueRangeOptions<DataFormat>): Interval => {
  checkRanges(kind, { valueRange }, { valueRange: interval })
  return valueRange
}

/** x with what is outside the range at its ends. */
export const clipped = (x: Value, [lower, upper]: Interval): Value => ops.minimum(ops.maximum(x, lower), upper)
