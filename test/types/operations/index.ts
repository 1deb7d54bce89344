import type * as operations from '../../../src/dsl/operations/index.js'
import { arithmeticCases } from './arithmetic.js'
import { axisCases } from './axes.js'
import { elementCases } from './elements.js'
import type { OperationCases } from './operation-cases.js'
import { partCases } from './parts.js'
import { productCases } from './products.js'

/** An operation that is not here does not compile. */
export const cases: Readonly<Record<keyof typeof operations, OperationCases>> = {
  ...arithmeticCases,
  ...axisCases,
  ...elementCases,
  ...partCases,
  ...productCases,
}

/** Operations that take every tensor, and whose arguments the compiler checks by itself. */
export const withoutSentences: readonly (keyof typeof operations)[] = [
  'cast',
  'exp',
  'floor',
  'log',
  'sigmoid',
  'softplus',
  'sqrt',
  'tanh',
]
