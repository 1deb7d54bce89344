import { input, type Value } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import * as ops from '../codegen/ops/index.js'
import { describeValue } from '../shapes/describe-value.js'
import { isPositiveInteger, type Shape, ShapeError, type ShapeValue } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import type { ConstraintLike } from './constraints.js'
import type { InitializerLike } from './initializers.js'
import { type Layer, layer, namedOptions, type Rule } from './layer.js'
import { eachStep, type WeightSpec } from './layer-definition.js'
import { weightMaker } from './layers/kernel.js'
import type { RegularizerLike } from './regularizers.js'
import { type ReplayContext, replay } from './replay.js'
import type { SymbolicTensor } from './symbolic.js'

/** A weight of a user's layer. */
export interface WeightOptions {
  readonly shape: readonly number[]
  /** Default 'glorotUniform'. */
  readonly initializer?: InitializerLike | undefined
  readonly regularizer?: RegularizerLike | undefined
  readonly constraint?: ConstraintLike | undefined
}

type FloatTensor = SymbolicTensor<Shape, 'float32'>

export interface LayerParts<W extends Readonly<Record<string, WeightOptions>>, R extends Rule> {
  /** The layer's name in a model, unique there. */
  readonly name?: string | undefined
  /** false freezes the layer: training leaves its weights as they are; default true. */
  readonly trainable?: boolean | undefined
  /** The shape rule, `rule<MyRule>()`; without one the layer must leave the shape as it is. */
  readonly rule?: { readonly rule?: R } | undefined
  /** The weights for an input of this shape. null stands for a dim that is not known. Throw a ShapeError for one that does not fit. */
  readonly weights?: ((input: ShapeValue) => W) | undefined
  /**
   * Says that the layer works on each position [batch, time] by itself: masks pass, and a series may come piece by piece. Default
   * false: the mask ends at the layer, which takes the whole series.
   */
  readonly eachStep?: boolean | undefined
  /**
   * What the layer computes, of operations and of layers without weights; float32 in the end. It is also called when the model is
   * built, for the shape: in training it must be the same.
   */
  readonly call: (
    x: FloatTensor,
    weights: { readonly [K in keyof W]: FloatTensor },
    context: { readonly training: boolean },
  ) => SymbolicTensor
}

/** Of a layer that leaves the shape as it is: the compiler cannot count the weights that it declares. */
export interface SameShapeRule<W> extends Rule {
  readonly output: this['input']
  readonly parameters: [keyof W] extends [never] ? 0 : number
}

/**
 * A layer's shape rule as a value, for `defineLayer`; it exists in types only. The rule is an interface over `this['input']`:
 *
 *     interface PairsRule extends Rule {
 *       readonly output: this['input'] extends [infer B extends Dim, infer N] ? [B, N, N] : 'pairs: expected input [batch, features]'
 *       readonly parameters: 0
 *     }
 */
export const rule = <R extends Rule>(): { readonly rule?: R } => ({})

/**
 * A layer of one's own, for both forms. It is differentiated like any other.
 *
 *     const scale = () =>
 *       defineLayer('scale', {
 *         weights: (shape) => ({ gain: { shape: [shape.at(-1) as number], initializer: 'ones' } }),
 *         call: (x, { gain }) => multiply(x, gain),
 *       })
 *     sequential(input([8])).dense(4).pipe(scale())
 *
 * At run time the output's shape is that of what `call` computes. A layer that works on each position of a series by itself, as this
 * one does, may say `eachStep: true`: then masks pass, and a series may come piece by piece. Throws ShapeError, with the layer's
 * name, for a weight whose shape does not hold positive integers, for a layer without a rule that changes the shape, and for one that
 * gives another shape in training; TypeError for weights that are none.
 */
export const defineLayer = <
  const W extends Readonly<Record<string, WeightOptions>> = Readonly<Record<never, never>>,
  R extends Rule = SameShapeRule<W>,
>(
  kind: string,
  parts: LayerParts<W, R>,
): Layer<R> => {
  if (typeof kind !== 'string' || kind === '') {
    throw new TypeError(`defineLayer: expected the layer's name, such as 'scale', got ${describeValue(kind)}`)
  }
  checkOptions(`defineLayer: ${kind}`, parts, {
    name: true,
    trainable: true,
    rule: true,
    weights: true,
    eachStep: true,
    call: true,
  })
  const { call, weights, rule: own, eachStep: alone = false } = parts
  if (typeof call !== 'function') {
    throw new TypeError(`${kind}: call must be a function of a tensor, got ${describeValue(call)}`)
  }
  if (weights !== undefined && typeof weights !== 'function') {
    throw new TypeError(`${kind}: weights must be a function of the input's shape, got ${describeValue(weights)}`)
  }
  if (typeof alone !== 'boolean') {
    throw new TypeError(`${kind}: eachStep must be true or false, got ${describeValue(alone)}`)
  }
  const weightsFor = (shape: ShapeValue): WeightSpec[] =>
    weights
      ? Object.entries(checkedWeights(kind, weights(shape))).map(([name, spec]) => weightOf(kind, name, spec))
      : []
  const run = (x: Value, values: readonly Value[], names: readonly string[], context: ReplayContext): Value =>
    ops.cast(
      replay(
        kind,
        [x, ...values],
        (first, ...others) =>
          call(first as FloatTensor, Object.fromEntries(names.map((name, i) => [name, others[i]])) as never, {
            training: context.training,
          }),
        context,
      ),
      'float32',
    )
  return layer<R>(kind, { name: parts.name, trainable: parts.trainable }, namedOptions, {
    ...(alone && eachStep),
    weights: weightsFor,
    outputShape: (shape) => {
      const specs = weightsFor(shape)
      const values = specs.map((spec) => input(spec.name, 'float32', spec.shape))
      const shapeIn = (training: boolean): ShapeValue =>
        run(
          input('x', 'float32', shape),
          values,
          specs.map(({ name }) => name),
          shapeOnly(training),
        ).shape
      const output = shapeIn(false)
      const trained = shapeIn(true)
      if (trained.join() !== output.join()) {
        throw new ShapeError(
          `${kind}: gives ${formatShape(trained)} in training, and ${formatShape(output)} else, for ${formatShape(shape)}; it must give one shape`,
        )
      }
      if (own === undefined && output.join() !== shape.join()) {
        throw new ShapeError(
          `${kind}: gives ${formatShape(output)} for ${formatShape(shape)}; a layer that changes the shape needs a rule`,
        )
      }
      return output
    },
    call: (x, context) => {
      const names = weightsFor(x.shape).map(({ name }) => name)
      return run(
        x,
        names.map((name) => context.weight(name)),
        names,
        context,
      )
    },
  })
}

/** For a pass that only the shape is taken of. */
const shapeOnly = (training: boolean): ReplayContext => ({ training, random: (like) => like, addLoss: () => {} })

const checkedWeights = (kind: string, weights: unknown): Readonly<Record<string, WeightOptions>> => {
  const example = '{ gain: { shape: [3] } }'
  if (!isRecord(weights)) {
    throw new TypeError(
      `${kind}: weights must give an object of weights by name, such as ${example}, got ${describeValue(weights)}`,
    )
  }
  for (const [name, weight] of Object.entries(weights)) {
    if (isRecord(weight)) continue
    throw new TypeError(
      `${kind}: weight ${name} must be an object with its shape, as in ${example}, got ${describeValue(weight)}`,
    )
  }
  return weights as Readonly<Record<string, WeightOptions>>
}

const isRecord = (x: unknown): x is object =>
  typeof x === 'object' && x !== null && Object.getPrototypeOf(x) === Object.prototype

const weightOf = (kind: string, name: string, spec: WeightOptions): WeightSpec => {
  checkOptions(`${kind}: weight ${name}`, spec, { shape: true, initializer: true, regularizer: true, constraint: true })
  const { shape, initializer = 'glorotUniform', regularizer, constraint } = spec
  if (!Array.isArray(shape) || !shape.every(isPositiveInteger)) {
    throw new ShapeError(`${kind}: weight ${name} must have a shape of positive integers, got ${describeValue(shape)}`)
  }
  return weightMaker(name, initializer, regularizer, true, constraint)(shape)
}
