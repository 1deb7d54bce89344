import type { ShapeValue } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import type { Ops } from '../ir/op.js'
import type { TensorType, Value } from '../ir/value.js'
import { currentTarget, type Target } from './target.js'

type Lowered = Value | readonly Value[]

export type Lowering<A, Result extends Lowered = Value> = (o: Ops, inputs: readonly Value[], attributes: A) => Result

/** A type of which every dim is known. */
export interface KnownType extends TensorType {
  readonly shape: readonly number[]
}

/** A place in a graph that can be lowered in several ways. */
export interface ChoiceSite {
  /** What it is, and of which shapes: the same for the same question. */
  readonly key: string
  /** The ways; the first is taken unless another has been measured to be faster. */
  readonly ways: readonly string[]
  /** Whole numbers among the inputs are below it. */
  readonly below: number
  /** The inputs' types in a step of so many samples; undefined where that does not tell them. */
  typesAt(batch: number): readonly KnownType[] | undefined
  lower(way: string, o: Ops, inputs: readonly Value[]): Lowered
}

interface Choice<W extends string, A, Result extends Lowered> {
  readonly kind: string
  readonly ways: Readonly<Record<W, Lowering<A, Result>>>
  /** Those that can be taken for these inputs on a target, the best first. */
  readonly ranked: (inputs: readonly Value[], attributes: A, target: Target) => readonly W[]
  readonly below?: (inputs: readonly Value[]) => number
  /** The inputs' types in a step of so many samples, where more than their first dim is open or that is not the batch's. */
  readonly typesAt?: (inputs: readonly Value[], attributes: A, batch: number) => readonly TensorType[]
}

let note: ((site: ChoiceSite) => void) | undefined

/** The sites with more than one way that `build` comes by, one for each key. */
export const choiceSites = (build: () => void): readonly ChoiceSite[] => {
  const sites = new Map<string, ChoiceSite>()
  note = (site) => sites.set(site.key, site)
  try {
    build()
  } finally {
    note = undefined
  }
  return [...sites.values()]
}

/**
 * One lowering of several: the one that has been measured to be the fastest, else the one that is ranked first. What is not JSON in
 * the attributes is no part of the question.
 */
export const choice =
  <W extends string, A extends object, Result extends Lowered = Value>({
    kind,
    ways,
    ranked,
    below,
    typesAt = (inputs, _, batch) => inputs.map((type) => ({ dtype: type.dtype, shape: atBatch(type.shape, batch) })),
  }: Choice<W, A, Result>): Lowering<A, Result> =>
  (o, inputs, attributes) => {
    const target = currentTarget()
    const possible = ranked(inputs, attributes, target)
    const types = inputs.map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`)
    const key = [kind, ...types, JSON.stringify(attributes)].join(' ')
    if (note && possible.length > 1) {
      note({
        key,
        ways: possible,
        below: below?.(inputs) ?? 1,
        typesAt: (batch) => {
          const known = typesAt(inputs, attributes, batch)
          return known.every(isKnown) ? known : undefined
        },
        lower: (way, own, values) => ways[way as W](own, values, attributes),
      })
    }
    const way = possible.find((name) => name === target.measured.get(key)) ?? (possible[0] as W)
    return ways[way](o, inputs, attributes)
  }

/** A shape with the rows of a batch in place of its first dim, where that is open. */
export const atBatch = ([first, ...rest]: ShapeValue, batch: number): ShapeValue =>
  first === undefined ? [] : [typeof first === 'number' ? first : batch, ...rest]

const isKnown = (type: TensorType): type is KnownType => type.shape.every((dim) => typeof dim === 'number')
