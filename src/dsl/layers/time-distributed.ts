import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type Guard, type GuardMethod, type Shape, ShapeError, type ShapeValue } from '../../shapes/dim.js'
import { severalAtOnce } from '../../shapes/several-tensors.js'
import { type OverTime, type StepOf, type StepsSentence, stepsOf } from '../../shapes/time-distributed.js'
import { Names } from '../calls.js'
import {
  definitionsOf,
  type Gives,
  type IfLayer,
  type Keeps,
  type Layer,
  layer,
  type NamedOptions,
  namedOptions,
  type OutputOf,
  type ParametersOf,
  type Rule,
} from '../layer.js'
import { type LayerDefinition, taken, type WeightSpec } from '../layer-definition.js'
import { warnOfMask } from '../lost-mask.js'
import type { Appended } from '../sequential.js'
import { innerContext, innerWeights } from './inner-layer.js'
import { joinAxes } from './join-axes.js'

export interface TimeDistributedRule<R extends Rule> extends Rule {
  readonly keepsDType: Keeps<R>
  readonly gives: Gives<R>
  readonly output: TimeDistributedShape<this['input'], R>
  readonly parameters: ParametersOf<R, StepOf<this['input']>>
}

type TimeDistributedShape<S, R extends Rule> =
  StepsSentence<S> extends infer E extends string
    ? E
    : OutputOf<R, StepOf<S>> extends infer O
      ? O extends string
        ? O
        : OverTime<S, O>
      : never

type TimeDistributedMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  StepsSentence<Out>,
  <R extends Rule, L = unknown>(
    layer: IfLayer<'timeDistributed', L, Guard<TimeDistributedShape<Out, R>, Layer<R>>>,
    options?: NamedOptions,
  ) => Appended<In, Out, Count, TimeDistributedRule<R>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly timeDistributed: TimeDistributedMethod<In, Out, Count>
  }
}

const make = <R extends Rule, L = unknown>(
  inner: IfLayer<'timeDistributed', L, Layer<R>>,
  options: NamedOptions = {},
): Layer<TimeDistributedRule<R>> => {
  const definitions = innerDefinitions(inner)
  const walk = (shape: ShapeValue, visit: (name: string, definition: LayerDefinition, shape: ShapeValue) => void) =>
    definitions.reduce((current, [name, definition]) => {
      visit(name, definition, current)
      return definition.outputShape(current)
    }, stepsOf(shape).step)
  const taker = definitions.find(([, { takes }]) => takes !== 'anything')?.[1]
  return layer('timeDistributed', options, namedOptions, {
    takes: taker ? (taker.takes ?? 'floats') : 'anything',
    gives: definitions.findLast(([, { takes }]) => takes !== 'anything')?.[1].gives,
    ...(taker?.ids !== undefined && { ids: taker.ids }),
    outputShape: (shape) => {
      let further = 0
      const output = walk(shape, (_, { furtherOutputs }, current) => {
        further = furtherOutputs?.(current).size ?? 0
      })
      if (further > 0) throw new ShapeError(severalAtOnce(`${1 + further}`))
      return stepsOf(shape).over(output)
    },
    missing: () => definitions.flatMap(([, { missing }]) => missing?.() ?? [])[0],
    stepwise: true,
    mask: (_, mask) => mask && countedSteps(mask),
    weights: (shape) => {
      const specs: WeightSpec[] = []
      walk(shape, (name, definition, current) => specs.push(...innerWeights(name, definition, current)))
      return specs
    },
    call: (x, context) => {
      const perStep = context.mask && joinSteps(countedSteps(context.mask))
      let mask = context.mask && joinSteps(context.mask)
      let y = joinSteps(x)
      for (const [name, definition] of definitions) {
        const own = taken(y, definition)
        // the mask of what is inside a step, where there is one; else that of the steps, for what has no axis of time inside
        const given = mask && mask.shape.length > 1 ? mask : own.shape.length === 2 ? perStep : undefined
        y = definition.call(own, {
          ...innerContext(name, context, given),
          output: () => {},
          addLoss: (penalty) => {
            if (definitions.length > 1) context.addLoss(ops.mul(penalty, timeOf(x)))
          },
        })
        if (mask && mask === given && !definition.mask) warnOfMask(name, definition)
        mask = definition.mask?.(own, given)
      }
      return ops.reshape(y, [...x.shape.slice(0, 2), ...y.shape.slice(1)], () =>
        ops.concat([ops.shapeOf(x, 0, 2), ops.shapeOf(y, 1)], 0),
      )
    },
  })
}

/** [batch · time, …] of [batch, time, …]. */
const joinSteps = (x: Value): Value => joinAxes(x, 0)

/** A step [batch, time] counts if anything in it does. */
const countedSteps = (mask: Value): Value => {
  let any = ops.cast(mask, 'float32')
  while (any.shape.length > 2) any = ops.reduceMax(any, { axis: -1 })
  return ops.cast(any, 'bool')
}

/** The number of steps, a float32 scalar. */
const timeOf = (x: Value): Value => ops.cast(ops.reshape(ops.shapeOf(x, 1, 2), []), 'float32')

/** The layers by their names. Throws TypeError for two of one name, and for ids behind a layer that computes. */
const innerDefinitions = (inner: unknown): readonly (readonly [string, LayerDefinition])[] => {
  const names = new Names()
  let computed: LayerDefinition | undefined
  return definitionsOf('timeDistributed', inner).map((definition) => {
    const { kind, takes } = definition
    const name = definition.name === undefined ? names.automatic(kind) : names.given(kind, definition.name)
    if (takes === 'integers' && computed) {
      throw new TypeError(`${kind} takes ids, but ${computed.kind} before it gives numbers; put ${kind} first`)
    }
    if (takes !== 'anything') computed = definition.gives === 'int32' ? undefined : definition
    return [name, definition] as const
  })
}

/**
 * A layer, or a block of them, for each step by itself: [batch, time, …] to [batch, time, …]. Keras's `TimeDistributed`, but all
 * steps are one batch: a batch normalization inside sees the statistics of all, not of one step after the other. As in Keras a
 * penalty on activities inside counts in a block, per sample, and not where there is one layer alone.
 *
 * A mask [batch, time, …] goes to the layers inside, and what is left of it is [batch, time]: a step counts if anything in it
 * does. So texts of sentences of words can be masked throughout, which Keras's cannot:
 *
 *     sequential(input([null, null], { dtype: 'int32' }))
 *       .embedding(1000, 16, { maskZero: true })
 *       .timeDistributed(lstm(32))
 *       .lstm(32)
 */
export const timeDistributed = make
