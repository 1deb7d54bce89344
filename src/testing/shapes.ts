import type { Layer, OutputOf, Rule } from '../dsl/layer.js'
import type { Model } from '../dsl/model.js'
import type { Shape, ShapeError } from '../shapes/dim.js'

/** The input shape of a model, or those of several in a tuple or by name. */
export type InputShape<M> = M extends Model<infer I> ? I : never

/** The output shape of a model, or those of several in a tuple or by name. */
export type OutputShape<M> = M extends { readonly outputType?: infer O } ? Exclude<O, undefined> : never

/** The number of a model's weights: a literal for a chain whose shapes are known, else number. */
export type ParameterCount<M> = M extends { countParams(): infer P } ? P : never

/** What a layer value makes of a shape; or, as a string, the sentence that says why it does not take it. */
export type LayerOutput<L, S extends Shape> = L extends Layer<infer R extends Rule> ? OutputOf<R, S> : never

/** The sentence of a method that a model does not have at its present shape: `Refusal<typeof chain.conv2d>`. */
export type Refusal<M> = M extends ShapeError<infer Sentence> ? Sentence : never

/** Whether two types are the same. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
