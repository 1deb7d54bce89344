import type { Multiply } from './arithmetic.js'
import type { Shape, ShapeValue } from './dim.js'

export const mergeModes = ['concat', 'sum', 'mul', 'ave'] as const

/** How two directions become one; null keeps both. */
export type MergeMode = (typeof mergeModes)[number] | null

/** The output of two directions from that of one, which is a shape, a tuple of output and states, or a sentence. */
export type BidirectionalShape<Output, Mode> = Output extends readonly [
  infer Y extends readonly unknown[],
  ...infer States,
]
  ? Join<Merged<Y, Mode>, [...States, ...States]>
  : Output extends readonly unknown[]
    ? Join<Merged<Output, Mode>, []>
    : Output

/** A tuple where there is more than one tensor. */
type Join<Merged extends readonly unknown[], States extends readonly unknown[]> = Merged extends readonly [infer Only]
  ? States extends readonly []
    ? Only
    : [Only, ...States]
  : number extends Merged['length']
    ? Shape
    : [...Merged, ...States]

type Merged<Y extends readonly unknown[], Mode> = [Mode] extends [null]
  ? [Y, Y]
  : [Mode] extends ['concat']
    ? [Doubled<Y>]
    : [Mode] extends ['sum' | 'mul' | 'ave']
      ? [Y]
      : Shape[]

type Doubled<Y extends readonly unknown[]> = Y extends readonly [...infer Rest, infer Units]
  ? [...Rest, Multiply<Units, 2>]
  : Y

export const doubled = (shape: ShapeValue): ShapeValue => {
  const units = shape.at(-1)
  return [...shape.slice(0, -1), typeof units === 'number' ? units * 2 : null]
}
