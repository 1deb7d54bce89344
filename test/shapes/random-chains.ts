import { inputsOf } from '../../src/dsl/data-specs.js'
import * as tenon from '../../src/index.js'
import { ShapeError, type ShapeValue } from '../../src/shapes/dim.js'
import { type Call, source } from './random-calls.js'
import { lengthOf } from './random-inputs.js'
import { sentenceOf, turnsMask } from './random-trial.js'

/* Fluent chains at random: the calls that fit. */

type Chain = tenon.Sequential<tenon.Shape, tenon.Shape, number> & {
  readonly [method: string]: (...args: readonly unknown[]) => Chain
}

export interface RandomChain {
  /** One expression, a call a line; the last line is the mistake, if there is one. */
  readonly lines: readonly string[]
  readonly chain: Chain
  /** Shapes at run time. */
  readonly actual: { readonly input: readonly number[]; readonly output: ShapeValue }
  readonly mistake: string | undefined
}

const maxLayers = 30
const maxElements = 20_000
const maxParameters = 50_000

const begun = (shape: ShapeValue, dtype: 'float32' | 'int32') =>
  tenon.sequential(new tenon.SymbolicTensor(shape, dtype, { kind: 'input', name: 'input' })) as unknown as Chain

const outputOf = (chain: Chain): ShapeValue => chain.outputs[0]?.shape ?? []

const isSmall = (chain: Chain): boolean => {
  const elements = outputOf(chain).reduce<number>((product, length) => product * Number(length), 1)
  return elements > 0 && elements <= maxElements && chain.countParams() <= maxParameters
}

const extended = (chain: Chain, [method, ...args]: Call): Chain | ShapeError => {
  try {
    return (chain[method] as Chain[string]).apply(chain, args)
  } catch (error) {
    if (error instanceof ShapeError) return error
    throw error
  }
}

/** Whether an embedding, if it is one, comes behind layers that only move elements, as compile wants it. */
const getsIds = ([method]: Call, { graph }: Chain): boolean => {
  if (method !== 'embedding') return true
  try {
    return inputsOf(graph).length > 0
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

/** Takes up to 30 of the calls that fit; ends with the first that does not where `ending` is 'mistake'. */
export const chained = (
  dims: readonly unknown[],
  calls: readonly Call[],
  ending: 'fitting' | 'mistake',
): RandomChain => {
  const shape = ['batch', ...dims] as ShapeValue
  const actualInput = shape.map((dim) => lengthOf(dim, 3))
  let [chain, actual] = [begun(shape, 'float32'), begun(actualInput, 'float32')]
  const lines = [`const whole = sequential(input(${JSON.stringify(dims)}))`]
  const made = (mistake?: string): RandomChain => ({
    lines,
    chain,
    actual: { input: actualInput, output: outputOf(actual) },
    mistake,
  })
  for (const call of calls) {
    if (turnsMask(source(call), lines)) continue
    const longer = extended(chain, call)
    if (longer instanceof ShapeError) {
      const sentence = sentenceOf(longer)
      // a dim that is null is a wide number to the compiler, which only the run time can refuse
      if (ending === 'fitting' || sentence.includes('?')) continue
      lines.push(`.pipe(${source(call)})`)
      return made(sentence)
    }
    const known = extended(actual, call)
    if (known instanceof ShapeError || !isSmall(known) || !getsIds(call, longer)) continue
    chain = longer
    actual = known
    lines.push(`.${source(call)}`)
    if (lines.length > maxLayers) break
  }
  return made()
}
