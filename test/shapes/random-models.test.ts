import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Diagnostic } from '../support/snippets.js'
import { chains } from './random-calls.js'
import { chained } from './random-chains.js'
import { candidates } from './random-inputs.js'
import { grown } from './random-programs.js'
import { predicted, shapesRun } from './random-run.js'
import { diagnose, type TypedProgram, typeOfModel, typeOfTensor } from './random-types.js'

/*
 * Models at random, of up to 30 layers: the shapes that the compiler, the run-time twins and ONNX Runtime give are equal, and so are
 * the sentences of a mistake. TENON_MODELS says how many of each kind, TENON_SEED which.
 */

const seed = Number(process.env.TENON_SEED ?? 20_260_102)
const numRuns = Number(process.env.TENON_MODELS ?? 1000)
const timeout = 120_000 + 600 * numRuns

const endingOf = (i: number) => (i % 5 === 0 ? 'mistake' : 'fitting')
const programs = fc.sample(candidates, { seed, numRuns }).flatMap((candidate, i) => grown(candidate, endingOf(i)) ?? [])
const fluent = fc.sample(chains, { seed, numRuns }).map(([dims, calls], i) => chained(dims, calls, endingOf(i)))

const typed: readonly (TypedProgram & { readonly mistake: string | undefined })[] = [
  ...programs.map(({ lines, tensors, whole, mistake }) => {
    const types = new Map(tensors.map(({ name, open }) => [name, typeOfTensor(open)]))
    if (whole) types.set('whole', typeOfModel(whole.open, 'number'))
    return { lines, types, mistake }
  }),
  ...fluent.map(({ lines, chain, mistake }) => {
    const types = mistake === undefined ? [['whole', typeOfModel(chain, `${chain.countParams()}`)] as const] : []
    return { lines, types: new Map(types), mistake }
  }),
]

let diagnostics: Diagnostic[][]
beforeAll(() => {
  diagnostics = diagnose(typed)
}, timeout)

/** A program as a failing test prints it, with what is wrong. */
const shown = (lines: readonly string[], wrong: unknown) => `seed ${seed}:\n${lines.join('\n')}\n${wrong}`

test('types: the shape, dtype and parameter count of the run-time twins', () => {
  const wrong = typed.flatMap(({ lines, mistake }, i) => {
    const found = (diagnostics[i] ?? []).filter(({ line }) => mistake === undefined || line !== lines.length)
    return found.length > 0 ? [shown(lines, found.map(({ text }) => text).join('\n'))] : []
  })
  expect(wrong).toEqual([])
})

test('mistakes: the sentence of the run-time twins, once and on its line', () => {
  const mistaken = typed.flatMap(({ lines, mistake }, i) => (mistake === undefined ? [] : [{ lines, mistake, i }]))
  const wrong = mistaken.flatMap(({ lines, mistake, i }) => {
    const found = (diagnostics[i] ?? []).filter(({ line }) => line === lines.length)
    const told = found.map(
      ({ text }) => /(?:parameter of type|to type|undefined' to type) '"(.+)"'\.$/.exec(text)?.[1] ?? text,
    )
    return told.length === 1 && told[0] === mistake ? [] : [shown(lines, [`not ${mistake}`, ...told].join('\n'))]
  })
  expect(wrong).toEqual([])
  expect(mistaken.length).toBeGreaterThan(numRuns / 5)
})

test('functional models in ONNX Runtime: the shapes of the run-time twins', { timeout }, async () => {
  const wrong: string[] = []
  for (const { lines, whole } of programs) {
    if (!whole) continue
    const expected = JSON.stringify(whole.actual.outputs.map(({ shape }) => shape))
    const got = await shapesRun(whole.open, whole.actual.inputs).then(JSON.stringify, String)
    if (got !== expected) wrong.push(shown(lines, `expected ${expected}, got ${got}`))
  }
  expect(wrong).toEqual([])
})

test('fluent models in ONNX Runtime: the shape and the number of weights of the run-time twins', {
  timeout,
}, async () => {
  const wrong: string[] = []
  for (const { lines, chain, actual, mistake } of fluent) {
    if (mistake !== undefined || chain.layers.length === 0) continue
    const expected = JSON.stringify([actual.output, chain.countParams()])
    const got = await predicted(chain, actual.input).then(JSON.stringify, String)
    if (got !== expected) wrong.push(shown(lines, `expected ${expected}, got ${got}`))
  }
  expect(wrong).toEqual([])
})

test('there are models of all sizes', () => {
  const sizes = [...programs, ...fluent].map(({ lines }) => lines.length)
  expect(sizes.length).toBeGreaterThan(1.9 * numRuns)
  for (const size of [3, 10, 20, 30]) {
    expect(sizes.filter((lines) => lines >= size && lines < size + 5).length).toBeGreaterThan(numRuns / 50)
  }
})
