import { beforeAll, describe, expect, test } from 'vitest'
import * as operations from '../../src/dsl/operations/index.js'
import type { SymbolicTensor } from '../../src/dsl/symbolic.js'
import { ShapeError } from '../../src/shapes/dim.js'
import { type CheckedSnippet, checkSnippets, type Diagnostic, printedByTsc, runSnippet } from '../support/snippets.js'
import { cases, withoutSentences } from './operations/index.js'
import type { RefusedUse, RightUse, WrongUse } from './operations/operation-cases.js'

/* Each operation, used rightly and wrongly: what the compiler says, and what a run says. */

type Use = RefusedUse | RightUse | WrongUse

const names = ['a', 'b', 'c']
const tensors = ({ inputs, setup }: Use) =>
  `${setup}; ${inputs.map((input, i) => `const ${names[i]} = place(${input})`).join('; ')}`

const rightSnippet = (use: RightUse) => `${tensors(use)}
const result = ${use.call}`

/** The argument at fault is on line 3. */
const refusedSnippet = (use: RefusedUse | WrongUse) => `${tensors(use)}
const result = ${use.call.replace('«', '\n').replace('»', '\n')}`

/** Line 5 would tell of an error that follows from the first. */
const wrongSnippet = (use: WrongUse) => `${refusedSnippet(use)}
const after = add(result, 1)`

const all = Object.values(cases)
const mistakes = all.flatMap(({ wrong, refused }) => [...wrong.map(wrongSnippet), ...refused.map(refusedSnippet)])
let checked: ReadonlyMap<string, CheckedSnippet>
const check = (snippet: string) => checked.get(snippet) as CheckedSnippet

beforeAll(() => {
  checked = checkSnippets([...all.flatMap(({ right }) => right.map(rightSnippet)), ...mistakes])
})

const title = ({ setup, inputs, call }: Use) => `${call} of ${inputs.join(' and ')}${setup && ` where ${setup}`}`

const thrown = (use: RefusedUse | WrongUse): Error => {
  try {
    runSnippet(refusedSnippet(use), 'result')
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

const sentenceIn = (text: string) =>
  /^.* is not assignable to (?:parameter of )?type '"(.+)"'\.$/s.exec(text)?.[1] ?? text

/** Line and sentence, or else the whole text; compilers print what was given in an order of their own. */
const said = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ line, text }) => ({ line, sentence: sentenceIn(text) }))

const printed = (type: string) => type.replaceAll(/SymbolicTensor<(.*?)>(?=$|, S|\])/g, '$1')

describe.each(Object.keys(operations) as (keyof typeof operations)[])('%s', (name) => {
  const { right, wrong, refused } = cases[name]

  test('has cases', () => {
    expect(right).not.toEqual([])
    expect(refused).not.toEqual([])
    expect(wrong.length === 0).toBe(withoutSentences.includes(name))
  })

  test.each(right.map((use) => [title(use), use] as const))('%s', (_, use) => {
    const { diagnostics, typeOf } = check(rightSnippet(use))
    expect(diagnostics).toEqual([])
    expect(printed(typeOf('result'))).toBe(use.result)
    const made = runSnippet(rightSnippet(use), 'result') as SymbolicTensor | SymbolicTensor[]
    const told = Array.isArray(made) ? made.flatMap(({ shape, dtype }) => [shape, dtype]) : [made.shape, made.dtype]
    expect(told).toEqual(JSON.parse(Array.isArray(made) ? use.runs : `[${use.runs}]`))
  })

  test.each(wrong.map((use) => [title(use), use] as const))('%s is an error', (_, use) => {
    const { sentence } = use
    expect(said(check(wrongSnippet(use)).diagnostics)).toEqual([{ line: 3, sentence }])
    const error = thrown(use)
    expect(error).toBeInstanceOf(ShapeError)
    expect(error.message).toBe(sentence)
    expect(sentence.startsWith(`${name}: `)).toBe(true)
    expect(sentence.length).toBeLessThan(300)
  })

  test.each(refused.map((use) => [title(use), use] as const))('%s is refused', (_, use) => {
    const { text, throws } = use
    expect(check(refusedSnippet(use)).diagnostics).toEqual([{ line: 3, text }])
    expect(thrown(use).message).toBe(throws)
  })
})

test('TypeScript 7 prints the same sentence for every mistake', () => {
  expect(printedByTsc(mistakes).map(said)).toEqual(mistakes.map((snippet) => said(check(snippet).diagnostics)))
})
