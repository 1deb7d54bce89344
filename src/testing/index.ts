/**
 * Assertions on the types of models: alone, or as types for the assertions of a test library, such as vitest's `expectTypeOf`.
 */
export { type TypeErrorFound, type TypeErrorsOptions, typeErrors } from '../codegen/typescript/type-errors.js'
export { assertModel, type ExpectedModel } from './assert-model.js'
export { assertRefused } from './assert-refused.js'
export type { InputShape, LayerOutput, OutputShape, ParameterCount, Refusal } from './shapes.js'
