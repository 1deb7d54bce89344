import { checkOptions } from '../codegen/known-options.js'
import { checkedModel } from '../dsl/checked-model.js'
import type { Model } from '../dsl/model.js'
import type { Arrangement } from '../runtime/program.js'
import { describeValue } from '../shapes/describe-value.js'
import type { Shape } from '../shapes/dim.js'
import { type FormatShape, formatShape } from '../shapes/format.js'
import type { InputShape, OutputShape, ParameterCount, Same } from './shapes.js'

const differs = <const What extends string, const Got extends string, const Want extends string>(
  what: What,
  got: Got,
  want: Want,
) => `assertModel: the ${what} is ${got}, not ${want}` as const

/** Dims as a test writes them: null for one that is not known. */
type Written<S> = S extends null
  ? number
  : S extends readonly unknown[] | object
    ? { -readonly [K in keyof S]: Written<S[K]> }
    : S

/** Of several tensors, each is told by itself. */
type Expected<What extends string, Got, Want> =
  Same<Got, Written<Want>> extends true
    ? Want
    : [Got, Want] extends [number | Shape, unknown]
      ? ReturnType<typeof differs<What, Format<Got>, Format<Written<Want>>>>
      : {
          readonly [K in keyof Want]: K extends keyof Got
            ? Expected<`${What} ${K & string}`, Got[K], Want[K]>
            : ReturnType<typeof differs<`${What} ${K & string}`, 'not there', Format<Written<Want[K]>>>>
        }

type Format<S> = S extends number ? `${S}` : S extends Shape ? FormatShape<S> : 'another structure'

export interface ExpectedModel<I, O, P> {
  /** The whole input shape, batch included: one, or several in a list or by name. null stands for a dim that is not known. */
  readonly input?: I | undefined
  /** The output shape in the same way. */
  readonly output?: O | undefined
  /** The number of weights. */
  readonly parameters?: P | undefined
}

/**
 * Asserts a model's shapes and its number of weights: for the compiler, which names what differs, and again when the test runs.
 * Needs no test library.
 *
 *     assertModel(classifier, { input: ['batch', 28, 28, 1], output: ['batch', 10], parameters: 63178 })
 *
 * Throws Error with the same sentence, and TypeError for what is no model.
 */
export const assertModel = <
  M extends Model & { countParams(): number },
  const I = InputShape<M>,
  const O = OutputShape<M>,
  const P extends number = number,
>(
  model: M,
  expected: ExpectedModel<
    Expected<'input', InputShape<M>, I>,
    Expected<'output', OutputShape<M>, O>,
    number extends ParameterCount<M> ? P : Expected<'number of parameters', ParameterCount<M>, P>
  >,
): void => {
  checkedModel('assertModel', model)
  checkOptions('assertModel', expected, { input: true, output: true, parameters: true })
  const { graph } = model
  compare('input', graph.inputArrangement, model.inputs, expected.input)
  compare('output', graph.outputArrangement, model.outputs, expected.output)
  const count = model.countParams()
  if (expected.parameters !== undefined && expected.parameters !== count) {
    throw new Error(differs('number of parameters', `${count}`, `${expected.parameters}`))
  }
}

const compare = (what: string, arrangement: Arrangement, tensors: Model['inputs'], expected: unknown): void => {
  if (expected === undefined) return
  const wanted: readonly (readonly [string, unknown])[] =
    arrangement === 'one' ? [['', expected]] : Object.entries(expected as object)
  if (wanted.length !== tensors.length)
    throw new Error(differs(`number of ${what}s`, `${tensors.length}`, `${wanted.length}`))
  for (const [i, [key, shape]] of wanted.entries()) {
    const tensor = arrangement === 'named' ? tensors.find(({ name }) => name === key) : tensors[i]
    const label = arrangement === 'one' ? what : `${what} ${key}`
    if (!tensor) throw new Error(`assertModel: the model has no ${what} ${describeValue(key)}`)
    const got = formatShape(tensor.shape)
    const want = Array.isArray(shape) ? formatShape(shape) : describeValue(shape)
    if (got !== want) throw new Error(differs(label, got, want))
  }
}
