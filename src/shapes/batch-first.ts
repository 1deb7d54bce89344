import type { IsRankWide, IsSingle, ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import { compareNames, type Least } from './least.js'
import type { IsOne, KeysOf, PartName } from './parts.js'

/* Outputs of a model that is trained, or cut out of one that is: batch by batch, those without the batch give no rows to join. */

const noBatch = <const Call extends string, const Output extends string, const Got extends string>(
  call: Call,
  output: Output,
  got: Got,
) => `${call}: ${output} is ${got}; each output must be [batch, …], a row for each sample` as const

/** The sentence where the first axis of an output O is known, and is not that of the inputs I; undefined else. */
export type BatchSentence<Call extends string, I, O> =
  IsOne<O> extends true
    ? HasBatch<BatchesOf<I>, O> extends true
      ? undefined
      : ReturnType<typeof noBatch<Call, 'output', FormatShape<O>>>
    : Least<Without<BatchesOf<I>, O>> extends infer Key extends string
      ? [Key] extends [never]
        ? undefined
        : ReturnType<typeof noBatch<Call, PartName<'outputs', O, Key>, FormatShape<O[Key & keyof O]>>>
      : undefined

/** The first axes of the inputs. */
type BatchesOf<I> = IsOne<I> extends true ? FirstOf<I> : FirstOf<I[keyof I & KeysOf<I>]>

/** The first axis; `number` where it is not known. */
type FirstOf<S> = S extends readonly [infer First, ...unknown[]] ? First : S extends readonly [] ? never : number

/** Whether the first axis of S is one of the batches, or may be. */
type HasBatch<Batches, S> =
  IsRankWide<S> extends true
    ? true
    : IsSingle<FirstOf<S>> extends false
      ? S extends readonly []
        ? false
        : true
      : number extends Batches | FirstOf<S>
        ? true
        : FirstOf<S> extends Batches
          ? true
          : false

/** The keys of the outputs without the batch. */
type Without<Batches, O> = {
  [Key in KeysOf<O>]: HasBatch<Batches, O[Key & keyof O]> extends true ? never : Key
}[KeysOf<O>]

/** Throws TypeError for an output whose first axis is not that of the inputs. */
export const checkBatchFirst = (
  call: string,
  inputs: readonly ShapeValue[],
  outputs: readonly { readonly name: string; readonly shape: ShapeValue }[],
): void => {
  const batches = new Set(inputs.map(([first]) => first))
  const [other] = outputs
    .filter(({ shape }) => shape.length === 0 || !batches.has(shape[0] as never))
    .sort((a, b) => compareNames(a.name, b.name))
  if (other) throw new TypeError(noBatch(call, other.name, formatShape(other.shape)))
}
