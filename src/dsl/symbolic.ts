import { type DType, input, type Value } from '../codegen/ir/value.js'
import { describeValue } from '../shapes/describe-value.js'
import type { Shape, ShapeValue } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { noTensor } from '../shapes/several-tensors.js'
import type { LayerDefinition } from './layer-definition.js'

/** Something the caller gives at every run. */
export interface InputSource {
  readonly kind: 'input'
  readonly name: string
}

/** An operation on tensors: no weights, the same in training and in inference. */
export interface Operation {
  /** What the user called, such as `add`. */
  readonly kind: string
  run(...values: Value[]): Value
  /** The same, for one that looks at which positions of its inputs count. */
  masked?(masks: readonly (Value | undefined)[], ...values: Value[]): Value
  /** Which positions of the output count, from the masks of the inputs. An operation that leaves this out ends them. */
  mask?(masks: readonly (Value | undefined)[], inputs: readonly Value[]): Value | undefined
  /** Of one whose output holds elements of its inputs and nothing else, in whatever order: all of them, or some. */
  readonly moves?: 'all' | 'some'
}

/** One use of a layer or of an operation. */
export interface Call {
  readonly kind: 'call'
  /** Where it stands in the order of all calls. */
  readonly order: number
  readonly made: { readonly layer: LayerDefinition } | { readonly operation: Operation }
  readonly inputs: readonly SymbolicTensor[]
  /** The shapes of what it gives. */
  readonly shapes: readonly ShapeValue[]
  /** The names of the outputs beside the first, such as the states of a recurrent layer. */
  readonly further: readonly string[]
  /** The nested models that it is in, from the outside. */
  readonly within: readonly Nesting[]
  /** The use of `remat` that it is in. */
  readonly remat: symbol | undefined
}

/** One use of a model as a layer, or of a layer that is made of several. */
export interface Nesting {
  readonly kind: string
  readonly name: string | undefined
  /** Whether it is a layer whose steps attend to each other. */
  readonly attends?: boolean
}

/**
 * A place in a model: shape and dtype are known, the values come when it runs. `input` makes the first; layers and operations make
 * others of it. What Keras calls a symbolic tensor (KerasTensor).
 */
export class SymbolicTensor<S extends Shape = Shape, T extends DType = DType> {
  /** Exists in types only. */
  declare readonly shapeType: S

  constructor(
    readonly shape: ShapeValue,
    readonly dtype: T,
    /** What makes it, and which of the outputs it is. */
    readonly source: InputSource | Call,
    readonly index = 0,
  ) {}

  toString(): string {
    return `SymbolicTensor(${formatShape(this.shape)}, ${this.dtype})`
  }
}

let calls = 0
let nestings: readonly Nesting[] = []
let remat: symbol | undefined

/** A call after all others. */
export const makeCall = (parts: Omit<Call, 'kind' | 'order' | 'within' | 'remat'>): Call => ({
  kind: 'call',
  order: calls++,
  within: nestings,
  remat,
  ...parts,
})

/** Runs `work`; the calls that it makes are in this use of `remat`, unless all of it is in another. */
export const withinRemat = <T>(use: symbol | undefined, work: () => T): T => {
  const outer = remat
  remat = outer ?? use
  try {
    return work()
  } finally {
    remat = outer
  }
}

/** Runs `work`; the calls that it makes are in these nested models. */
export const withinModels = <T>(within: readonly Nesting[], work: () => T): T => {
  const outer = nestings
  nestings = [...outer, ...within]
  try {
    return work()
  } finally {
    nestings = outer
  }
}

/** Runs `work`; the calls that it makes are in no nested model. */
export const outsideModels = <T>(work: () => T): T => {
  const outer = nestings
  nestings = []
  try {
    return work()
  } finally {
    nestings = outer
  }
}

export const uncalledLayer = 'a layer, which gives one when it is called'
export const someFunction = 'a function'

/** What was given in place of a tensor. Functions of the library go by other names than users give them. */
export const describeGiven = (x: unknown): string => {
  if (typeof x !== 'function') return describeValue(x)
  return 'definitions' in x ? uncalledLayer : someFunction
}

export const isSymbolic = (x: unknown): x is SymbolicTensor => x instanceof SymbolicTensor

/** Throws TypeError for what is no symbolic tensor, saying what was expected. */
export const checkedTensorOf = (call: string, x: unknown): SymbolicTensor => {
  if (x instanceof SymbolicTensor) return x
  throw new TypeError(`${call}: expected a tensor of a model, such as input([28, 28, 1]), got ${describeGiven(x)}`)
}

/** The tensor that a layer is called on. Throws TypeError for what is none, saying what is to be done first. */
export const oneTensorOf = (layer: string, x: unknown): SymbolicTensor => {
  if (x instanceof SymbolicTensor) return x
  throw new TypeError(noTensor(layer, describeGiven(x)))
}

/**
 * What an operation makes of tensors. `run` composes ops of the graph; shape and dtype follow from it. Throws ShapeError, in the
 * words of those ops, for tensors that do not fit.
 */
export const operation = <S extends Shape, T extends DType>(
  kind: string,
  inputs: readonly SymbolicTensor[],
  run: Operation['run'],
  traits: Pick<Operation, 'mask' | 'masked' | 'moves'> = {},
): SymbolicTensor<S, T> => {
  for (const x of inputs) checkedTensorOf(kind, x)
  return applyOperation({ kind, run, ...traits }, inputs) as SymbolicTensor<S, T>
}

/** A use of an operation that is there already. */
export const applyOperation = (made: Operation, inputs: readonly SymbolicTensor[]): SymbolicTensor => {
  const { shape, dtype } = made.run(...inputs.map(({ shape, dtype }) => input('', dtype, shape)))
  return new SymbolicTensor(shape, dtype, makeCall({ made: { operation: made }, inputs, shapes: [shape], further: [] }))
}
