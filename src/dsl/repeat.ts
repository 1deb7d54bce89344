import type { Add, IsPositiveInteger, Multiply } from '../shapes/arithmetic.js'
import type { Guard, Shape } from '../shapes/dim.js'
import { type NotPositiveInteger, requirePositive } from '../shapes/sentence.js'
import { block } from './block.js'
import type { Gives, Keeps, Layer, LayerLike, OutputOf, ParametersOf, Rule, Seen } from './layer.js'

type CountSentence<Count extends number> =
  IsPositiveInteger<Count> extends true ? undefined : NotPositiveInteger<'repeat', 'count', `${Count}`>

export interface RepeatRule<R extends Rule, Count extends number> extends Rule {
  readonly keepsDType: Keeps<R>
  readonly gives: Gives<R>
  readonly output: Part<Repeated<R, this['input'], Count>, 'output'>
  readonly parameters: Part<Repeated<R, this['input'], Count>, 'parameters'>
}

interface Result<O, P> {
  readonly output: O
  readonly parameters: P
}

type Part<T, K> = K extends keyof T ? T[K] : never

/** A layer that leaves the shape as it is goes round once; another one as often as it says. */
type Repeated<R extends Rule, S, Count extends number> =
  OutputOf<R, S> extends infer O
    ? [O] extends [string]
      ? Result<O, 0>
      : [O, S] extends [S, O]
        ? Result<O, Multiply<ParametersOf<R, S>, Count>>
        : number extends Count
          ? Result<Shape, number>
          : Turns<R, S, Count>
    : never

type Turns<R extends Rule, S, Count extends number, P = 0, Done extends 0[] = []> = Done['length'] extends Count
  ? Result<S, P>
  : OutputOf<R, S> extends infer O
    ? [O] extends [string]
      ? Result<O, 0>
      : Turns<R, O, Count, Add<P, ParametersOf<R, S>>, [...Done, 0]>
    : never

/** The layer; `any` where the count is none, as the error is on it already. */
type Repeat<R extends Rule, Count extends number> = [CountSentence<Count>] extends [string]
  ? // biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
    any
  : Layer<RepeatRule<R, Count>>

const noMaker = () => 'repeat: expected a function that makes a layer, such as () => dense(3)' as const

/** The sentence for an M that cannot make layers, as a layer cannot; never for others. */
type NoMaker<M> = unknown extends M
  ? never
  : M extends LayerLike
    ? ReturnType<typeof noMaker>
    : M extends (index: number) => unknown
      ? never
      : ReturnType<typeof noMaker>

type IfMaker<M, T> = (T & ([NoMaker<M>] extends [never] ? unknown : never)) | NoMaker<M> | Seen<M>

/**
 * `count` layers one after the other, each of which `make` makes anew: a loop whose shapes are typed.
 *
 *     const encoder = <const Units extends number>(units: Units) =>
 *       repeat(12, () => residual(block(dense(units, { activation: 'relu' }), dense(units))))
 *
 * Throws ShapeError for a count that is no positive integer.
 */
export const repeat = <const Count extends number, R extends Rule, M = unknown>(
  count: Guard<CountSentence<Count>, Count>,
  make: IfMaker<M, (index: number) => Layer<R>>,
): Repeat<R, Count> => {
  requirePositive('repeat', 'count', count as number)
  if (typeof make !== 'function' || 'definitions' in make) {
    throw new TypeError(noMaker())
  }
  return block(...Array.from({ length: count as number }, (_, i) => (make as (index: number) => Layer<R>)(i))) as never
}
