import type { DType } from '../../codegen/ir/value.js'
import { checkRanges, flag } from '../../codegen/ranges.js'
import type { BesideSentence, HeadScores, KeySentence, MaskSentence } from '../../shapes/attention.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import { type OnlyRecurrent, onlyRecurrent } from '../../shapes/initial-state.js'
import { composed } from '../composed.js'
import type { Freezable } from '../freezing.js'
import type { KnownOptions, LayerLike, OutputOf, Placed, Rule, Seen, Taken } from '../layer.js'
import { layerValue } from '../layer.js'
import type { ShapeOf } from '../operations/operand.js'
import {
  checkedTensorOf,
  isSymbolic,
  type Nesting,
  oneTensorOf,
  type SymbolicTensor,
  withinModels,
} from '../symbolic.js'

/** The rule of a layer that attends: it knows what it is called, and how many heads it has. */
export interface AttentionRule extends Rule {
  readonly attends: string
  readonly heads: number
}

/** What an attention layer may be given beside the query. */
export interface AttentionInputs<
  Name extends string,
  S,
  V extends SymbolicTensor,
  K extends SymbolicTensor,
  Scores extends boolean,
  M extends SymbolicTensor,
  Heads extends number,
> {
  /** What is attended to, [batch, steps, features]; by default the query: self-attention. */
  readonly value?: Guard<BesideSentence<Name, 'value', S, ShapeOf<V>>, V> | undefined
  /** What the query is compared with, [batch, steps, features]; by default the value. */
  readonly key?: Guard<KeySentence<Name, S, ShapeOf<V>, ShapeOf<K>>, K> | undefined
  /**
   * Which steps each step of the query may attend to: [batch, time, steps], or [batch, heads, time, steps]; true or
   * not 0. 1 in place of any of these goes for all.
   */
  readonly attentionMask?: Guard<MaskSentence<Name, S, ShapeOf<V>, Heads, ShapeOf<M>>, M> | undefined
  /** No step attends to later ones; by default as the layer's option says. */
  readonly useCausalMask?: boolean | undefined
  /** Gives [output, scores]: how much each step attends to each, [batch, heads, time, steps], before dropout. Default false. */
  readonly returnAttentionScores?: OneOfTwo<Scores> | undefined
  readonly initialState?: OnlyRecurrent | undefined
}

const notBeside = <const Layer extends string>(layer: Layer) =>
  `${layer}: got a tensor in place of options; give what is attended to as { value }` as const

/** What a call of such a layer is given beside the query: options T, or the sentence where the argument, of type X, is a tensor. */
export type BesideQuery<Layer extends string, X, T> =
  | (T & (X extends SymbolicTensor ? never : unknown))
  | (X extends SymbolicTensor ? ReturnType<typeof notBeside<Layer>> : never)
  | Seen<X>

/** What an attention layer gives: its output, and the scores where they are asked for. */
export type Attended<O, P, Scores> = Placed<[Scores] extends [true] ? [O, P] : O, 'float32'>

/** true or false, but nothing that may be either: what a call gives depends on it. */
export type OneOfTwo<B> = boolean extends B ? never : B

/**
 * A layer that attends: a function of a query, and of what it attends to, where that is another tensor. `pipe` and blocks take it for
 * self-attention.
 */
export interface AttentionLayer<R extends AttentionRule> extends LayerLike {
  <
    const S extends Shape,
    T extends DType = never,
    O = OutputOf<R, S>,
    V extends SymbolicTensor = SymbolicTensor<S>,
    K extends SymbolicTensor = V,
    const Scores extends boolean = false,
    M extends SymbolicTensor = SymbolicTensor,
    X = unknown,
  >(
    query: Taken<S, T, O>,
    options?: BesideQuery<R['attends'], X, AttentionInputs<R['attends'], S, V, K, Scores, M, R['heads']>>,
  ): Attended<O, HeadScores<S, ShapeOf<V>, R['heads']>, Scores>
  /** Whether training changes its weights, as that of a `Layer`. */
  trainable: boolean
  /** Exists in types only. */
  readonly rule?: R
}

interface Given {
  readonly value?: unknown
  readonly key?: unknown
  readonly attentionMask?: unknown
  readonly useCausalMask?: boolean
  readonly returnAttentionScores?: boolean
  readonly initialState?: undefined
}

export interface Attending {
  readonly query: SymbolicTensor
  readonly value: SymbolicTensor
  readonly key: SymbolicTensor
  /** Whether the key is another tensor than the value. */
  readonly hasKey: boolean
  readonly attentionMask: SymbolicTensor | undefined
  readonly causal: boolean
}

/** What a call may be given beside the query. */
const inputs = { value: true, key: true, useCausalMask: flag, returnAttentionScores: flag, initialState: true } as const

interface AttentionParts {
  /** The layers inside, or what else is frozen with it. */
  readonly parts: readonly Freezable[]
  /** Whether a call may be given a mask of pairs. */
  readonly masksPairs: boolean
  /** The output, and the scores. */
  attend(given: Attending): readonly [SymbolicTensor, SymbolicTensor]
}

/**
 * An attention layer from what it does, and the layers inside it. Its weights have its name before theirs. For what takes layers one
 * after the other it is one that attends to its input.
 */
export const attentionLayer = <L>(
  kind: string,
  { name, useCausalMask = false }: { readonly name?: string | undefined; readonly useCausalMask?: boolean | undefined },
  { parts, masksPairs, attend }: AttentionParts,
): L => {
  const nesting: Nesting = { kind, name, attends: true }
  const call = (x: SymbolicTensor, options: Given = {}) => {
    if (Array.isArray(x)) {
      throw new TypeError(
        `${kind}: expected the query, got a list; give the others by name: ${kind}(…)(query, { value, key })`,
      )
    }
    const query = oneTensorOf(kind, x)
    if (isSymbolic(options)) {
      throw new TypeError(notBeside(kind))
    }
    const known: Partial<KnownOptions<Given>> = masksPairs ? { ...inputs, attentionMask: true } : inputs
    checkRanges<object>(kind, options, known)
    if (options.initialState !== undefined) throw new TypeError(onlyRecurrent())
    const value = options.value === undefined ? query : checkedTensorOf(kind, options.value)
    const key = options.key === undefined ? value : checkedTensorOf(kind, options.key)
    const attentionMask = options.attentionMask === undefined ? undefined : checkedTensorOf(kind, options.attentionMask)
    const [output, scores] = withinModels([nesting], () =>
      attend({
        query,
        value,
        key,
        hasKey: options.key !== undefined,
        attentionMask,
        causal: options.useCausalMask ?? useCausalMask,
      }),
    )
    return options.returnAttentionScores === true ? [output, scores] : output
  }
  const alone = composed(kind, name, (x) => {
    const [output] = attend({
      query: x,
      value: x,
      key: x,
      hasKey: false,
      attentionMask: undefined,
      causal: useCausalMask,
    })
    return output
  })
  return layerValue(call as never, [alone], parts) as never
}
