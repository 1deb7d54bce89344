import type { Add, IsPositiveInteger, Subtract } from './arithmetic.js'
import { type Known, ShapeError, type ShapeValue } from './dim.js'
import { type EncodedShape, type Encoding, type EncodingSentence, encodedShape } from './encoding.js'
import { type NotPositiveInteger, requirePositive } from './sentence.js'

/** Boundaries between bins, ascending; or how many bins there are, whose boundaries are learnt. */
export type Bins = number | readonly number[]

/** What becomes of the numbers of bins: 'int' leaves them as they are. */
export type BinMode = Encoding | 'int'

const noBoundaries = () => 'discretization: bins must hold one boundary or more, got []' as const

/** How many bins there are. */
export type BinCount<B> = [B] extends [number] ? Known<B> : B extends readonly unknown[] ? Add<B['length'], 1> : number

/** undefined, or the sentence for bins that are none, or for samples that cannot be joined. */
export type DiscretizationSentence<S, B extends Bins, Mode> = [B] extends [number]
  ? IsPositiveInteger<B> extends true
    ? EncodingSentence<'discretization', S, Mode>
    : NotPositiveInteger<'discretization', 'bins', `${B}`>
  : [B] extends [readonly []]
    ? ReturnType<typeof noBoundaries>
    : EncodingSentence<'discretization', S, Mode>

/** The shape itself where bins are numbers, or that of the encoded ones; or the sentence. */
export type DiscretizationShape<S, B extends Bins, Mode extends BinMode> =
  DiscretizationSentence<S, B, Mode> extends infer E extends string
    ? E
    : [Mode] extends ['int']
      ? S
      : EncodedShape<'discretization', S, Mode, BinCount<B>>

/** The boundaries that are learnt. */
export type DiscretizationParameters<B extends Bins> = [B] extends [number]
  ? Subtract<Known<B>, 1>
  : [B] extends [readonly number[]]
    ? 0
    : number

/** How many bins there are. Throws ShapeError for bins that are none. */
export const binCount = (bins: Bins): number => {
  if (Array.isArray(bins)) {
    if (bins.length === 0) throw new ShapeError(noBoundaries())
    return bins.length + 1
  }
  requirePositive('discretization', 'bins', bins as number)
  return bins as number
}

export const discretizationShape = (shape: ShapeValue, bins: Bins, mode: BinMode): ShapeValue =>
  mode === 'int' ? shape : encodedShape('discretization', shape, mode, binCount(bins))
