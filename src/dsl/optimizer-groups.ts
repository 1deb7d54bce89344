import { scalar, type Value } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import type { MultiOptimizer, Optimizer } from '../codegen/optimizers/index.js'
import { isMultiOptimizer, optimizersOf } from '../codegen/optimizers/multi-optimizer.js'
import { type Slot, type WeightType, zeroSlots } from '../codegen/optimizers/optimizer.js'
import { isSchedule, rateAt, rateIn } from '../codegen/schedules/schedule.js'
import type { ComputedRate } from '../runtime/program.js'
import type { Weight } from './weights.js'

export type AnyOptimizer = Optimizer | MultiOptimizer

/** An optimizer and the weights that it trains. */
export interface OptimizerGroup {
  /** What names of its state begin with. */
  readonly scope: string
  readonly optimizer: Optimizer
  readonly weights: readonly Weight[]
}

const typeOf = ({ name, spec }: Weight): WeightType => ({ name, shape: spec.shape })

/** The optimizers with the weights that each of them trains. */
export const groupsOf = (optimizer: AnyOptimizer, weights: readonly Weight[]): readonly OptimizerGroup[] => {
  const trainable = weights.filter(({ spec }) => spec.trainable)
  if (!isMultiOptimizer(optimizer)) return [{ scope: optimizer.name, optimizer, weights: trainable }]
  const types = new Map(trainable.map((weight) => [typeOf(weight), weight]))
  const chosen = optimizersOf(optimizer, [...types.keys()], weights.map(typeOf))
  const optimizers = [...new Set(chosen.values())]
  return optimizers.map((one, i) => ({
    scope: numbered(one.name, optimizers.slice(0, i).filter(({ name }) => name === one.name).length),
    optimizer: one,
    weights: [...types].flatMap(([type, weight]) => (chosen.get(type) === one ? [weight] : [])),
  }))
}

/** adam, adam_1, adam_2, … */
const numbered = (name: string, before: number): string => (before === 0 ? name : `${name}_${before}`)

/** What one slot of a group is called: its own name, or that of a weight's. */
export const slotName = (scope: string, slot: string, weight?: Weight): string =>
  weight ? `${scope}/${slot}/${weight.name}` : `${scope}/${slot}`

/** The sums of gradients since the last update, and the moving average of a weight. */
export const accumulatorSlot = 'gradientAccumulator'
export const emaSlot = 'ema'

/** What a group keeps for a weight. */
export const slotsOf = ({ optimizer }: OptimizerGroup, weight: Weight): Readonly<Record<string, Slot>> => {
  const { gradientAccumulationSteps, useEma } = optimizer.options
  const type = typeOf(weight)
  return {
    ...optimizer.slots(type),
    ...(gradientAccumulationSteps && zeroSlots(type, accumulatorSlot)),
    ...(useEma && zeroSlots(type, emaSlot)),
  }
}

/** All that the groups keep, by full name. */
export const stateOfGroups = (groups: readonly OptimizerGroup[]): ReadonlyMap<string, Slot> =>
  new Map(
    groups.flatMap((group) => {
      const { scope, optimizer, weights } = group
      return [
        ...Object.entries(optimizer.shared?.slots ?? {}).map(([slot, spec]) => [slotName(scope, slot), spec] as const),
        ...weights.flatMap((weight) =>
          Object.entries(slotsOf(group, weight)).map(([slot, spec]) => [slotName(scope, slot, weight), spec] as const),
        ),
      ]
    }),
  )

/** Weights and the slots that hold their moving averages, by name; undefined where there are none. */
export const finalValuesOf = (groups: readonly OptimizerGroup[]): ReadonlyMap<string, string> | undefined => {
  const averaged = groups.filter(({ optimizer }) => optimizer.options.useEma)
  if (averaged.length === 0) return undefined
  return new Map(
    averaged.flatMap(({ scope, weights }) =>
      weights.map((weight) => [weight.name, slotName(scope, emaSlot, weight)] as const),
    ),
  )
}

const refusal = (why: string, remedy: string): string => `learningRate: ${why}, so it cannot be set; ${remedy}`

/** The learning rate before the first step, or how it comes about. */
export const learningRateOf = (optimizer: AnyOptimizer): number | ComputedRate => {
  if (isMultiOptimizer(optimizer)) {
    const why = 'each optimizer of a multiOptimizer has its own'
    const at = (): never => {
      throw new TypeError(`learningRate: ${why}, and there is none of all; look at the optimizers that you gave it`)
    }
    return { at, refusal: refusal(why, 'give the optimizers schedules') }
  }
  const { learningRate } = optimizer
  if (typeof learningRate === 'number') return learningRate
  return {
    at: (step) => rateAt(learningRate, step),
    refusal: refusal(`the schedule ${learningRate.name} computes it`, 'give the optimizer a number'),
  }
}

/** The learning rate of a group's step; `given` is that of callers, where there is one of all that is not computed. */
export const rateOfGroup = ({ optimizer }: OptimizerGroup, given: Value | undefined, iterations: Value): Value => {
  const { learningRate } = optimizer
  if (isSchedule(learningRate)) return rateIn(learningRate, ops.cast(iterations, 'float32'))
  return given ?? scalar(learningRate)
}
