import type { Layer, OutputOf, Rule } from '../dsl/layer.js'
import { SymbolicTensor } from '../dsl/symbolic.js'
import type { Dim, Shape } from '../shapes/dim.js'
import { type FormatShape, formatShape } from '../shapes/format.js'

const taken = <const Shape extends string, const Output extends string>(shape: Shape, output: Output) =>
  `assertRefused: the layer takes ${shape} and gives ${output}` as const

type Written<S> = { -readonly [K in keyof S]: S[K] extends null ? number : S[K] }

/** Any, of a layer of any rule, as the compiler first takes one that is made in the call. */
type Sentence<Output, S> = unknown extends Output
  ? string
  : Output extends string
    ? Output
    : ReturnType<typeof taken<FormatShape<S>, FormatShape<Output>>>

/**
 * Asserts that a layer does not take a tensor of a shape, and in which words it says so: for the compiler, and again when the test
 * runs. null stands for a dim that is not known. Needs no test library.
 *
 *     assertRefused(conv2d(8, 3), ['batch', 64], 'conv2d: expected input [batch, height, width, channels], got [batch, 64]')
 *
 * Throws Error where the layer takes it, or says something else.
 */
export const assertRefused = <R extends Rule, const S extends readonly (Dim | null)[]>(
  layer: Layer<R>,
  shape: S,
  sentence: Sentence<OutputOf<R, Written<S>>, Written<S>>,
): void => {
  const got = refusal(layer, shape)
  if (got !== sentence)
    throw new Error(`assertRefused: expected ${JSON.stringify(sentence)}, got ${JSON.stringify(got)}`)
}

/** The sentence, without the layer's place in a model. Throws Error for a layer that takes the shape. */
const refusal = (layer: unknown, shape: readonly (Dim | null)[]): string => {
  const x = new SymbolicTensor<Shape>(shape, 'float32', { kind: 'input', name: 'input' })
  let output: SymbolicTensor | SymbolicTensor[]
  try {
    output = (layer as (x: SymbolicTensor) => SymbolicTensor | SymbolicTensor[])(x)
  } catch (error) {
    return (error as Error).message.replace(/ \(layer \d+, .*\)$/, '')
  }
  const [first] = Array.isArray(output) ? output : [output]
  throw new Error(taken(formatShape(shape), formatShape((first as SymbolicTensor).shape)))
}
