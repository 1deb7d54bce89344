import type { Value } from '../ir/value.js'
import { patternOf } from '../pattern.js'
import { checkRanges, flag, integerFrom, nonNegative, orNull, positive, type Range, share, words } from '../ranges.js'
import { isSchedule, type Schedule } from '../schedules/schedule.js'

/** What every optimizer takes. At most one kind of clipping can be set. */
export interface OptimizerOptions {
  /** Step size: a number, which callbacks may change, or a schedule such as cosineDecay({ … }), which the graph computes. */
  readonly learningRate?: number | Schedule | undefined
  /** Decoupled: before the update each weight loses the fraction weightDecay · learningRate of itself. */
  readonly weightDecay?: number | undefined
  /**
   * Regular expressions, such as 'bias': weights of which one matches some part of the name do not decay. The name is that within the
   * layer, as in Keras; that of the layer goes before it for an expression with a /, such as 'head/' or 'dense_1/kernel'. Default none.
   */
  readonly excludeFromWeightDecay?: readonly string[] | undefined
  /** Scales each gradient down to this L2 norm. */
  readonly clipnorm?: number | undefined
  /** Scales all gradients down together to this joint L2 norm. */
  readonly globalClipnorm?: number | undefined
  /** Cuts each element of a gradient to [-clipvalue, clipvalue]. */
  readonly clipvalue?: number | undefined
  /** Keeps a moving average of the weights, which they take at the end of fit (Polyak & Juditsky, 1992); default false. */
  readonly useEma?: boolean | undefined
  /** Share of the moving average that each step keeps; default 0.99. */
  readonly emaMomentum?: number | undefined
  /** Steps after which the weights take their moving average, again and again; null (default): at the end of fit alone. */
  readonly emaOverwriteFrequency?: number | null | undefined
  /** Updates the weights at every so manieth step only, by the mean of the gradients since; 2 or more. */
  readonly gradientAccumulationSteps?: number | null | undefined
}

/** A weight as an optimizer sees it; the name is the full one, such as `dense/kernel`. */
export interface WeightType {
  readonly name: string
  readonly shape: readonly number[]
}

/** A tensor that an optimizer keeps: its elements begin as `initial`. */
export interface Slot {
  readonly shape: readonly number[]
  readonly initial: number
}

export type Slots = Readonly<Record<string, Slot>>
export type SlotValues = Readonly<Record<string, Value>>

/** One weight's step, as values of the graph. */
export interface UpdateSite {
  readonly type: WeightType
  /** After its decay. */
  readonly weight: Value
  /** The same before it. */
  readonly undecayed: Value
  /** After clipping. */
  readonly gradient: Value
  readonly slots: SlotValues
  /** What the optimizer keeps once for all weights, as this step leaves it. */
  readonly shared: SlotValues
  /** float32 scalar. */
  readonly learningRate: Value
  /** The number of this update, from 1; float32 scalar. */
  readonly step: Value
}

export interface Update {
  readonly weight: Value
  readonly slots: SlotValues
}

/** A pure optimizer: which tensors it keeps for each weight, and how one step changes them. */
export interface Optimizer {
  readonly name: string
  readonly options: OptimizerOptions
  readonly learningRate: number | Schedule
  /** What it keeps for a weight, by name. */
  slots(weight: WeightType): Slots
  /** What it keeps once for all weights, and how one step changes that. */
  readonly shared?: {
    readonly slots: Slots
    update(slots: SlotValues, step: Value): SlotValues
  }
  /** The decay of a weight; where this is left out the option of that name. */
  weightDecay?(weight: WeightType): number | undefined
  update(site: UpdateSite): Update
}

/** Updates of which each element of a weight and of its slots follows from the same elements alone. */
const elementwise = new WeakSet<Optimizer['update']>()

/** Whether several weights may be updated as one. Not of an optimizer that a user made of ours by another update. */
export const isElementwise = ({ update }: Optimizer): boolean => elementwise.has(update)

export const isOptimizer = (x: unknown): x is Optimizer => {
  const { update, slots, learningRate } = Object(x) as Partial<Optimizer>
  const rated = typeof learningRate === 'number' || isSchedule(learningRate)
  return typeof update === 'function' && typeof slots === 'function' && rated
}

/** Slots of a weight's shape that begin with zeros. */
export const zeroSlots = ({ shape }: WeightType, ...names: readonly string[]): Slots =>
  Object.fromEntries(names.map((name) => [name, { shape, initial: 0 }]))

/**
 * An optimizer from its options, and from what it does by them once they are checked: element by element, unless it says
 * otherwise. `ranges` are those of its own options.
 */
export const optimizer = <O extends OptimizerOptions>(
  name: string,
  options: O,
  ranges: Readonly<Record<Exclude<keyof O, keyof OptimizerOptions>, Range>>,
  make: (options: O) => Omit<Optimizer, 'name' | 'options' | 'learningRate'> & { readonly wholeTensors?: true },
  learningRate = 0.001,
): Optimizer => {
  checkRanges<OptimizerOptions>(name, options, { ...commonRanges, ...ranges })
  const clips = (['clipnorm', 'globalClipnorm', 'clipvalue'] as const).filter((key) => options[key] !== undefined)
  if (clips.length > 1) throw new RangeError(`${name}: ${clips.join(' and ')} exclude each other; give one of them`)
  for (const text of options.excludeFromWeightDecay ?? []) patternOf(name, text)
  const { wholeTensors, ...made } = make(options)
  if (!wholeTensors) elementwise.add(made.update)
  return { name, options, learningRate: options.learningRate ?? learningRate, ...made }
}

const commonRanges: Readonly<Record<keyof OptimizerOptions, Range>> = {
  learningRate: {
    text: `${nonNegative.text}, or a schedule`,
    holds: (x) => nonNegative.holds(x) || isSchedule(x),
  },
  weightDecay: nonNegative,
  excludeFromWeightDecay: words,
  clipnorm: positive,
  globalClipnorm: positive,
  clipvalue: positive,
  useEma: flag,
  emaMomentum: share,
  emaOverwriteFrequency: orNull(integerFrom(1)),
  gradientAccumulationSteps: orNull(integerFrom(2)),
}
