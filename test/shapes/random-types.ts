import type { Model, SymbolicTensor } from '../../src/index.js'
import type { Arrangement } from '../../src/runtime/program.js'
import type { ShapeValue } from '../../src/shapes/dim.js'
import { type Diagnostic, printedByTsc } from '../support/snippets.js'

/* What the compiler says of programs, all in one run. */

export interface TypedProgram {
  readonly lines: readonly string[]
  /** What each constant must be, as the source code of a type. */
  readonly types: ReadonlyMap<string, string>
}

/** A shape as the type that it has. */
const typeOfShape = (shape: ShapeValue): string =>
  `[${shape.map((dim) => (dim === null ? 'number' : JSON.stringify(dim))).join(', ')}]`

type Named = Pick<SymbolicTensor, 'shape'> & { readonly name: string }

const typeOfTensors = (tensors: readonly Named[], arrangement: Arrangement): string => {
  const types = tensors.map(({ shape }) => typeOfShape(shape))
  if (arrangement === 'one') return types[0] as string
  if (arrangement === 'list') return `[${types.join(', ')}]`
  return `{ ${tensors.map(({ name }, i) => `${name}: ${types[i]}`).join(', ')} }`
}

/** A model's inputs, outputs and number of parameters as a type. */
export const typeOfModel = ({ graph, inputs, outputs }: Model, count: string): string =>
  `[${typeOfTensors(inputs, graph.inputArrangement)}, ${typeOfTensors(outputs, graph.outputArrangement)}, ${count}]`

export const typeOfTensor = ({ shape, dtype }: SymbolicTensor): string => `[${typeOfShape(shape)}, '${dtype}']`

const types = `
type Told<T> = 0 extends 1 & T ? 'any' : T extends import('tenon').SymbolicTensor<infer S extends import('tenon').Shape, infer D extends import('tenon').DType> ? [S, D] : T extends { readonly inputType?: infer I; readonly outputType?: infer O; countParams(): infer P } ? [I, O, P] : T
type Is<T, Expected> = [Told<T>, Expected] extends [Expected, Told<T>] ? true : { told: Told<T> }`

const snippetOf = ({ lines, types: expected }: TypedProgram): string => {
  const checks = [...expected].map(([name, type]) => `const is_${name}: Is<typeof ${name}, ${type}> = true`)
  return [...lines, ...checks, types].join('\n')
}

/** How many programs one run of the compiler gets. */
const atOnce = 2_000

/** The compiler's diagnostics; where a constant has another type than it must, one says which. */
export const diagnose = (programs: readonly TypedProgram[]): Diagnostic[][] => {
  if (programs.length > atOnce) return [...diagnose(programs.slice(0, atOnce)), ...diagnose(programs.slice(atOnce))]
  return printedByTsc(programs.map(snippetOf)).map((found, i) => {
    const { lines, types: expected } = programs[i] as TypedProgram
    return found.map(({ line, text }) => {
      const [name, type] = [...expected][line - lines.length - 1] ?? []
      return { line, text: name === undefined ? text : `${name} must be ${type}: ${text}` }
    })
  })
}
