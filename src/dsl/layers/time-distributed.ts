import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Guard, GuardMethod, ShapeValue } from '../../shapes/dim.js'
import { type OverTime, type StepOf, type StepsSentence, stepsOf } from '../../shapes/time-distributed.js'
import {
  automaticName,
  type Fluent,
  type Layer,
  type LayerDefinition,
  layer,
  type Method,
  type NamedOptions,
  namedOptions,
  type OutputOf,
  type ParametersOf,
  type Rule,
  sameMask,
} from '../layer.js'
import type { Appended } from '../sequential.js'
import { callInner, innerWeights } from './inner-layer.js'

interface TimeDistributedRule<R extends Rule> extends Rule {
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

interface TimeDistributedMethod extends Method {
  readonly call: GuardMethod<
    StepsSentence<this['model']['shape']>,
    <R extends Rule>(
      layer: Guard<TimeDistributedShape<this['model']['shape'], R>, Layer<R>>,
      options?: NamedOptions,
    ) => Appended<this['model'], TimeDistributedRule<R>>
  >
}

const make = <R extends Rule>(inner: Layer<R>, options: NamedOptions = {}): Layer<TimeDistributedRule<R>> => {
  const definitions = innerDefinitions(inner)
  const walk = (shape: ShapeValue, visit: (name: string, definition: LayerDefinition, shape: ShapeValue) => void) =>
    definitions.reduce((current, [name, definition]) => {
      visit(name, definition, current)
      return definition.outputShape(current)
    }, stepsOf(shape).step)
  return layer('timeDistributed', options, namedOptions, {
    takes: 'anything',
    outputShape: (shape) => stepsOf(shape).over(walk(shape, () => {})),
    mask: sameMask,
    weights: (shape) => {
      const specs: ReturnType<typeof innerWeights>[number][] = []
      walk(shape, (name, definition, current) => specs.push(...innerWeights(name, definition, current)))
      return specs
    },
    call: (x, context) => {
      const steps = definitions.reduce(
        (current, [name, definition]) => callInner(name, definition, current, context),
        ops.reshape(x, [null, ...x.shape.slice(2)], () => ops.concat([constant([-1], 'int64'), dims(x, 2)], 0)),
      )
      return ops.reshape(steps, [...x.shape.slice(0, 2), ...steps.shape.slice(1)], () =>
        ops.concat([dims(x, 0, 2), dims(steps, 1)], 0),
      )
    },
  })
}

/** Dims of x at run time, from one axis to another. */
const dims = (x: Value, start: number, end = x.shape.length): Value =>
  ops.slice(ops.shapeOf(x), { axes: [0], starts: [start], ends: [end], steps: [1] })

const innerDefinitions = ({ definitions }: Layer): readonly (readonly [string, LayerDefinition])[] => {
  const taken = new Set<string>()
  return definitions.map((definition) => {
    const name = definition.name ?? automaticName(definition.kind, taken)
    taken.add(name)
    return [name, definition] as const
  })
}

/**
 * A layer, or a block of them, for each step by itself: [batch, time, …] to [batch, time, …]. Keras's `TimeDistributed`, but all
 * steps are one batch: a batch normalization inside sees the statistics of all, not of one step after the other.
 */
export const timeDistributed: typeof make & Fluent<TimeDistributedMethod> = make
