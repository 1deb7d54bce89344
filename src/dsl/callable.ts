import type { Shapes } from '../runtime/tensor-arguments.js'
import type { Shape } from '../shapes/dim.js'
import { onlyRecurrent } from '../shapes/initial-state.js'
import type { NestedShape } from '../shapes/nested-model.js'
import type { Layer, Rule } from './layer.js'
import type { AnyModel, Compilable } from './model.js'
import { callModel } from './nested.js'

/** The rule of a model as a layer. */
export interface ModelRule<I, O, P> extends Rule {
  readonly output: NestedShape<I, O, this['input']>
  readonly parameters: P
}

/** A model of one input, which is a layer of others as well: `encoder(x)`, `pipe(encoder)`. It has the same weights wherever it is. */
export interface LayerModel<I extends Shape, O extends Shapes, P extends number, J = O>
  extends Compilable<I, O, P, J>,
    Layer<ModelRule<I, O, P>> {}

/** The same model as a function on tensors. */
export const callable = <M extends AnyModel>(model: M): M => {
  const call = (...given: unknown[]) => {
    const [inputs, options] = given
    if (options !== undefined) throw new TypeError(onlyRecurrent())
    return callModel(model, inputs)
  }
  const own = Object.getOwnPropertyDescriptors(model)
  return Object.setPrototypeOf(Object.defineProperties(call, own), Object.getPrototypeOf(model))
}
