import fc from 'fast-check'
import { SymbolicTensor } from '../../src/dsl/symbolic.js'
import type { DimValue, ShapeValue } from '../../src/shapes/dim.js'
import { type Step, steps } from './random-steps.js'

/* What a functional model at random begins with, and where it may go. */

interface Input {
  readonly dims: ShapeValue
  readonly dtype: 'float32' | 'int32'
}

export interface Candidate {
  readonly inputs: readonly Input[]
  /** Steps of which some fit. */
  readonly steps: readonly Step[]
  /** Decides which tensors each step takes. */
  readonly seed: number
}

const size = fc.constantFrom(1, 2, 3, 4, 6)
const dim = fc.oneof({ arbitrary: size, weight: 6 }, fc.constantFrom('time', 'rows', null))
const input: fc.Arbitrary<Input> = fc.record({
  dims: fc.oneof(fc.tuple(dim, size), fc.tuple(size, size, size), fc.array(dim, { maxLength: 4 })),
  dtype: fc.constantFrom('float32', 'float32', 'float32', 'int32'),
})

export const candidates: fc.Arbitrary<Candidate> = fc.record({
  inputs: fc.array(input, { minLength: 1, maxLength: 3 }),
  steps: fc.array(steps, { minLength: 4, maxLength: 48, size: 'max' }),
  seed: fc.nat(),
})

/** Lengths at run time. */
const lengths: Readonly<Record<string, number>> = { batch: 2, time: 4, rows: 5 }

export const lengthOf = (dim: DimValue, any: number): number =>
  typeof dim === 'string' ? (lengths[dim] as number) : (dim ?? any)

/** An input as source code, as a tensor, and as one whose dims are all numbers. */
export const places = (name: string, { dims, dtype }: Input, below: (count: number) => number) => {
  const place = (shape: ShapeValue) => new SymbolicTensor(shape, dtype, { kind: 'input', name })
  const any = 1 + below(4)
  const shape = ['batch', ...dims]
  const options = dtype === 'int32' ? `{ name: '${name}', dtype: 'int32' }` : `{ name: '${name}' }`
  return {
    code: `input(${JSON.stringify(dims)}, ${options})`,
    open: place(shape),
    actual: place(shape.map((dim) => lengthOf(dim, any))),
  }
}
