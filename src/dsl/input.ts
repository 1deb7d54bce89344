import { checkOptions } from '../codegen/known-options.js'
import { describeValue } from '../shapes/describe-value.js'
import type { Dim, Guard, Shape } from '../shapes/dim.js'
import { type InputShape, inputShape } from '../shapes/input.js'
import { SymbolicTensor } from './symbolic.js'

/**
 * The input of a model: the shape of one sample. null is a dim that may differ from run to run, a string one with a name.
 * The batch comes before them by itself. Throws ShapeError for dims that are none.
 */
export const input = <const S extends readonly (Dim | null)[], const T extends InputDType = 'float32'>(
  shape: Guard<InputShape<S>, S>,
  options: InputOptions<T> = {},
): SymbolicTensor<InputOf<S>, T> => {
  checkOptions('input', options, { name: true, dtype: true })
  const { name = 'input', dtype = 'float32' as T } = options
  if (!inputDTypes.includes(dtype)) {
    throw new TypeError(`input: dtype must be ${inputDTypes.join(' or ')}, got ${describeValue(dtype)}`)
  }
  return new SymbolicTensor(inputShape(shape as S), dtype, { kind: 'input', name })
}

/** What a model's input may hold: numbers, or ids for embedding. */
const inputDTypes = ['float32', 'int32'] as const
type InputDType = (typeof inputDTypes)[number]

export interface InputOptions<T extends InputDType = InputDType> {
  /** What the ONNX files call the input; default 'input'. */
  readonly name?: string | undefined
  /** 'int32' for ids, as embedding takes them; default 'float32'. */
  readonly dtype?: T | undefined
}

// biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
type InputOf<S extends readonly unknown[]> = InputShape<S> extends infer I extends Shape ? I : any
