import { parameter, scalar, type Value, withScope } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import { sinkTransposes } from '../codegen/passes/transposes.js'
import { randomKey, randomUniformLike } from '../codegen/random.js'
import { naming, type ShapeValue } from '../shapes/dim.js'
import { type LayerDefinition, taken, type WeightSpec } from './layer.js'
import { warnOfMask } from './lost-mask.js'

export interface NamedLayer {
  readonly name: string
  readonly definition: LayerDefinition
}

/** One weight of a model, under its full name such as `conv2d_1/kernel`. */
export interface Weight {
  readonly name: string
  readonly layer: string
  readonly spec: WeightSpec
  readonly value: Value
}

/** The shape after a chain of layers. Throws ShapeError, with the layer that the shape does not fit. */
export const outputShapeOf = (layers: readonly NamedLayer[], input: ShapeValue): ShapeValue =>
  layers.reduce((shape, { name, definition }, i) => namingLayer(i, name, () => definition.outputShape(shape)), input)

/** Shapes of what a chain's last layer gives beside its output, by full name such as `lstm/h`. */
export const furtherOutputsOf = ({
  layers,
  input,
}: {
  readonly layers: readonly NamedLayer[]
  readonly input: { readonly shape: ShapeValue }
}): ReadonlyMap<string, ShapeValue> => {
  const last = layers.at(-1)
  if (!last?.definition.furtherOutputs) return new Map()
  const further = last.definition.furtherOutputs(outputShapeOf(layers.slice(0, -1), input.shape))
  return new Map([...further].map(([name, shape]) => [`${last.name}/${name}`, shape]))
}

/** Does one layer's work; a ShapeError says which of the user's layers it is about. */
export const namingLayer = <T>(index: number, name: string, work: () => T): T =>
  naming(`layer ${index + 1}, ${name}`, work)

/** The weights of a chain of layers, in order. */
export const weightsOf = (layers: readonly NamedLayer[], inputShape: ShapeValue): Weight[] => {
  const weights: Weight[] = []
  let shape = inputShape
  for (const { name: layer, definition } of layers) {
    for (const spec of definition.weights(shape)) {
      const name = `${layer}/${spec.name}`
      weights.push({ name, layer, spec, value: parameter(name, 'float32', spec.shape) })
    }
    shape = definition.outputShape(shape)
  }
  return weights
}

/** What decides the random numbers of one run: int32 scalars. */
export interface RandomState {
  readonly seed: Value
  readonly step: Value
}

export interface Forward {
  readonly output: Value
  /** Which positions [batch, time] of the output count, bool; undefined where all do. */
  readonly mask: Value | undefined
  /** What layers give beside their outputs, and their last states, by full name such as `lstm/h`. */
  readonly further: ReadonlyMap<string, Value>
  /** Scalars that join the loss: penalties on weights and activities. */
  readonly penalties: readonly Value[]
  /** New values of weights that training changes without a gradient, by name. */
  readonly updates: ReadonlyMap<string, Value>
}

export interface ForwardOptions {
  /** Makes it the forward pass of training; without it, that of inference. */
  readonly random?: RandomState | undefined
  /** Which positions of x count. */
  readonly mask?: Value | undefined
  /** States of recurrent layers before the first step, by full name such as `lstm/h`. */
  readonly states?: ReadonlyMap<string, Value> | undefined
}

/** Runs the layers on `x`. */
export const forward = (
  layers: readonly NamedLayer[],
  weights: readonly Weight[],
  x: Value,
  { random, mask: given, states }: ForwardOptions = {},
): Forward => {
  const byName = new Map(weights.map((weight) => [weight.name, weight]))
  const penalties: Value[] = []
  const updates = new Map<string, Value>()
  const further = new Map<string, Value>()
  let streams = 0
  let output = x
  let mask = given
  for (const [i, { name: layer, definition }] of layers.entries()) {
    const fullName = (weight: string) => {
      const found = byName.get(`${layer}/${weight}`)
      if (!found) throw new Error(`layer ${layer} has no weight ${weight}`)
      return found
    }
    const run = () => {
      const x = taken(output, definition)
      const result = definition.call(x, {
        training: random !== undefined,
        mask,
        initialStates: initialStatesOf(layer, definition, states),
        weight: (name) => fullName(name).value,
        update: (name, value) => void updates.set(fullName(name).name, value),
        output: (name, value) => void further.set(`${layer}/${name}`, value),
        addLoss: (penalty) => void penalties.push(penalty),
        random: (like) => {
          if (!random) throw new Error(`layer ${layer}: random numbers are drawn in training only`)
          streams += 1
          return randomUniformLike(like, randomKey(random.seed, random.step, scalar(streams, 'int32')))
        },
      })
      if (mask && !definition.mask) warnOfMask(layer, definition)
      mask = definition.mask?.(x, mask)
      return result
    }
    output = withScope(layer, () => namingLayer(i, layer, run))
  }
  for (const { layer, spec, value } of weights) {
    const { regularizer } = spec
    if (regularizer) penalties.push(withScope(layer, () => regularizer.penalty(value)))
  }
  const sunk = sinkTransposes([
    ops.cast(output, 'float32'),
    ...penalties,
    ...updates.values(),
    ...(mask ? [mask] : []),
    ...further.values(),
  ]).values()
  const next = () => sunk.next().value as Value
  return {
    output: next(),
    penalties: penalties.map(next),
    updates: new Map([...updates.keys()].map((name) => [name, next()])),
    mask: mask && next(),
    further: new Map([...further.keys()].map((name) => [name, next()])),
  }
}

const initialStatesOf = (
  layer: string,
  { recurrence }: LayerDefinition,
  states: ReadonlyMap<string, Value> | undefined,
): readonly Value[] | undefined => {
  const own = recurrence?.stateNames.flatMap((name) => states?.get(`${layer}/${name}`) ?? []) ?? []
  return own.length > 0 ? own : undefined
}
