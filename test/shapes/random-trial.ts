import * as tenon from '../../src/index.js'
import { ShapeError } from '../../src/shapes/dim.js'

/* Source code of a step, tried on tensors. */

/** What a step's holes stand for: $0, $1 and $2, and $L. */
export interface Holes<T> {
  readonly tensors: readonly T[]
  readonly layer: T
}

type Made = (holes: Holes<unknown>) => unknown

const called = (code: string) => code.replaceAll(/(?<![.\w$'])[a-zA-Z]\w*(?=\()/g, 'tenon.$&')
const known = new Map<string, Made>()

/** A step as a function of what stands for its holes; each is compiled once. */
const compiled = (code: string): Made => {
  const old = known.get(code)
  if (old) return old
  const run = new Function('tenon', '$0', '$1', '$2', '$L', `return ${called(code)}`)
  const made: Made = ({ tensors, layer }) => run(tenon, ...tensors, layer)
  known.set(code, made)
  return made
}

/** The step with names in its holes. */
export const filled = (code: string, { tensors, layer }: Holes<string>): string =>
  code.replaceAll(/\$(\d)/g, (_, i: string) => tensors[Number(i)] as string).replaceAll('$L', layer)

/** What it makes; a ShapeError for shapes that do not fit, and undefined for another mistake. Throws what is no user's mistake. */
export const tried = (code: string, holes: Holes<unknown>): unknown => {
  try {
    return compiled(code)(holes)
  } catch (error) {
    if (error instanceof ShapeError) return error
    if (error instanceof Error && /^\w+: /.test(error.message)) return undefined
    throw error
  }
}

/** A model from source code that names tensors. */
export const modelOf = (code: string, named: Readonly<Record<string, unknown>>): tenon.Model =>
  new Function('tenon', 'named', `return ${called(code).replaceAll(/\bt\d+\b/g, 'named.$&')}`)(tenon, named)

/** A sentence without the layer that it is about. */
export const sentenceOf = ({ message }: Error): string => message.replace(/( \(layer \d+, [\w/]+\))+$/, '')

/** Whether a step means another axis by time than a mask before it: that fails when it runs, as in Keras. */
export const turnsMask = (step: string, lines: readonly string[]): boolean =>
  /globalAveragePooling1d.*channelsFirst/.test(step) && lines.some((line) => line.includes('masking'))
