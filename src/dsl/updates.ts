import { differentiating } from '../codegen/autodiff.js'
import { parameter, scalar, type Value, withScope, withScopeInSlices } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import { clipGradients } from '../codegen/optimizers/clipping.js'
import type { Optimizer } from '../codegen/optimizers/index.js'
import type { SlotValues, Update } from '../codegen/optimizers/optimizer.js'
import { type ScopedSite, updatingAll } from '../codegen/optimizers/update-all.js'
import { patternOf } from '../codegen/pattern.js'
import { type Slices, takingEach } from '../codegen/slices.js'
import {
  accumulatorSlot,
  emaSlot,
  type OptimizerGroup,
  rateOfGroup,
  slotName,
  slotsOf,
  stateOfGroups,
} from './optimizer-groups.js'
import { averaged, type StepCount, type Timing, timingOf } from './update-timing.js'
import type { Weight } from './weights.js'

/** The optimizers' half of a training step. */
export interface Updates {
  /** What they read of their own state. */
  readonly slots: readonly Value[]
  /** The next value of each trainable weight and of that state, by name. */
  readonly next: ReadonlyMap<string, Value>
}

/** In slices; `learningRate` is that of callers, where there is one; `remat` the layers that are computed again for gradients, by name. */
export function* updatesOf(
  groups: readonly OptimizerGroup[],
  loss: Value,
  learningRate: Value | undefined,
  count: StepCount,
  remat: ReadonlyMap<string, symbol>,
): Slices<Updates> {
  const slots = new Map(
    [...stateOfGroups(groups)].map(([name, { shape }]) => [name, parameter(name, 'float32', shape)]),
  )
  const trainable = groups.flatMap(({ weights }) => weights)
  const all = yield* differentiating(
    loss,
    trainable.map(({ value }) => value),
    { none: noGradient, remat },
  )
  const gradientOf = new Map(trainable.map((weight, i) => [weight, all[i] as Value]))
  const next = new Map<string, Value>()
  for (const group of groups) {
    const rate = withScope(group.scope, () => rateOfGroup(group, learningRate, count.iterations))
    yield* withScopeInSlices(group.scope, updatingGroup(group, gradientOf, rate, count, { slots, next }))
  }
  return { slots: [...slots.values()], next }
}

/** As Keras refuses to train where no variable has a gradient. */
const noGradient = (): never => {
  throw new TypeError(
    'compile: the loss has no gradient for any weight; it must come from the outputs by operations that have one, which comparisons, argMax, floor and casts to whole numbers have not',
  )
}

interface Tensors {
  readonly slots: ReadonlyMap<string, Value>
  readonly next: Map<string, Value>
}

function* updatingGroup(
  group: OptimizerGroup,
  gradientOf: ReadonlyMap<Weight, Value>,
  learningRate: Value,
  count: StepCount,
  { slots: all, next }: Tensors,
): Slices<void> {
  const { scope, optimizer, weights } = group
  const slot = (name: string, weight?: Weight): Value => all.get(slotName(scope, name, weight)) as Value
  const timing = timingOf(optimizer, count)
  const summed = weights.map((weight) => {
    const gradient = gradientOf.get(weight) as Value
    return timing.accumulates ? ops.add(slot(accumulatorSlot, weight), gradient) : gradient
  })
  const clipped = clipGradients(summed.map(timing.mean), optimizer.options)
  const shared = optimizer.shared ? sharedOf(group, optimizer.shared, slot, timing, next) : {}
  const sites = weights.map((weight, i): ScopedSite => {
    const { name, spec, value } = weight
    const own = `${scope}/${weight.layer}`
    return {
      scope: own,
      type: { name, shape: spec.shape },
      weight: withScope(own, () => decayed(optimizer, weight, learningRate)),
      undecayed: value,
      gradient: clipped[i] as Value,
      slots: Object.fromEntries(Object.keys(slotsOf(group, weight)).map((key) => [key, slot(key, weight)])),
      shared,
      learningRate,
      step: timing.step,
    }
  })
  const updates = yield* updatingAll(optimizer, sites)
  yield* takingEach(weights, (weight, i) => {
    const { scope: own, slots } = sites[i] as ScopedSite
    withScope(own, () => {
      const { name, spec, value } = weight
      const update = updates[i] as Update
      const moved = timing.ifUpdating(update.weight, value)
      const average = optimizer.options.useEma
        ? averaged(optimizer, slots[emaSlot] as Value, moved, timing.updates)
        : undefined
      const after = average?.overwritten ?? moved
      next.set(name, spec.constraint ? spec.constraint.project(after) : after)
      for (const [key, slotValue] of Object.entries(update.slots)) {
        next.set(slotName(scope, key, weight), timing.ifUpdating(slotValue, slots[key] as Value))
      }
      if (timing.accumulates) {
        next.set(slotName(scope, accumulatorSlot, weight), timing.ifUpdating(scalar(0), summed[i] as Value))
      }
      if (average) next.set(slotName(scope, emaSlot, weight), average.average)
    })
  })
}

/** The next values of what the optimizer keeps once, for its updates. */
const sharedOf = (
  { scope }: OptimizerGroup,
  { slots, update }: NonNullable<Optimizer['shared']>,
  slot: (name: string) => Value,
  { step, ifUpdating }: Timing,
  next: Map<string, Value>,
): SlotValues => {
  const own = Object.fromEntries(Object.keys(slots).map((key) => [key, slot(key)]))
  const after = update(own, step)
  for (const [key, value] of Object.entries(after)) {
    next.set(slotName(scope, key), ifUpdating(value, own[key] as Value))
  }
  return after
}

/** The weight after decoupled decay (Loshchilov & Hutter, 2019). */
const decayed = (optimizer: Optimizer, { name, spec, value }: Weight, learningRate: Value): Value => {
  const { weightDecay, excludeFromWeightDecay = [] } = optimizer.options
  const decay = optimizer.weightDecay ? optimizer.weightDecay({ name, shape: spec.shape }) : weightDecay
  const own = name.slice(name.lastIndexOf('/') + 1)
  const excluded = (text: string) => patternOf(optimizer.name, text).test(text.includes('/') ? name : own)
  if (!decay || excludeFromWeightDecay.some(excluded)) return value
  return ops.mul(value, ops.sub(1, ops.mul(learningRate, decay)))
}
