import { beforeAll, describe, expect, test } from 'vitest'
import * as layers from '../../src/dsl/layers/index.js'
import type { Sequential } from '../../src/dsl/sequential.js'
import { type Shape, ShapeError } from '../../src/shapes/dim.js'
import { sentenceIn, withoutPlace } from '../support/sentences.js'
import { type CheckedSnippet, checkSnippets, printedByTsc, runSnippet } from '../support/snippets.js'
import { cases, withoutWrongShape } from './cases/index.js'
import type { RefusedUse, RightUse, WrongUse } from './layer-cases.js'

/* Each layer, used rightly and wrongly, in the fluent form and by `pipe`: what the compiler says, and what a run says. */

/** What the layers are called whose names are those of operations. */
const layerNames: Readonly<Record<string, string>> = { relu: 'reluLayer', softmax: 'softmaxLayer' }

const piped = (call: string) =>
  call.replace(/^\.(\w+)\((.*)\)$/, (_, name: string, given) => `.pipe(${layerNames[name] ?? name}(${given}))`)

const rightSnippet = ({ setup, input, call }: RightUse) => `${setup}
const before = sequential(input(${input}))
const fluent = before${call}
const pipe = before${piped(call)}`

const line = 4
/** A mistake in the middle of a chain, on line 4. */
const chain = ({ setup, input }: RefusedUse | WrongUse, call: string) => `${setup}
const model = sequential(input(${input}))
  .rescaling(2)
  ${call}
  .flatten()
  .rescaling(3)`

const all = Object.values(cases)
const mistakes = all.flatMap(({ wrong, refused }) => [...wrong, ...refused])
const mistakenChains = mistakes.flatMap((use) => [chain(use, use.call), chain(use, piped(use.call))])
let checked: ReadonlyMap<string, CheckedSnippet>
const check = (snippet: string) => checked.get(snippet) as CheckedSnippet

beforeAll(() => {
  checked = checkSnippets([...all.flatMap(({ right }) => right.map(rightSnippet)), ...mistakenChains])
})

const title = ({ setup, input, call }: RefusedUse | RightUse | WrongUse) =>
  `${input}${call}${setup && ` where ${setup}`}`

/** What a snippet throws, without the place in the model that is added to it. */
const thrown = (snippet: string) => {
  try {
    runSnippet(snippet, 'model')
  } catch (error) {
    return { error, sentence: withoutPlace((error as Error).message) }
  }
  throw new Error('nothing was thrown')
}

/** Where the compiler finds fault, and the sentence that it prints, or else its whole text. */
const faults = (snippet: string) =>
  check(snippet).diagnostics.map(({ line, text }) => ({ line, sentence: sentenceIn(text) ?? text }))

describe.each(Object.keys(layers) as (keyof typeof layers)[])('%s', (name) => {
  const { right, wrong, refused } = cases[name]

  test('has cases', () => {
    expect(right).not.toEqual([])
    expect(refused).not.toEqual([])
    expect(wrong.length === 0).toBe(withoutWrongShape.includes(name))
  })

  test.each(right.map((use) => [title(use), use] as const))('%s', (_, use) => {
    const snippet = rightSnippet(use)
    const { diagnostics, typeOf } = check(snippet)
    const [, given] = /^Sequential<(.*), \1, 0>$/.exec(typeOf('before')) ?? []
    expect(diagnostics).toEqual([])
    expect(typeOf('fluent')).toBe(`${use.ends ? 'Ending' : 'Sequential'}<${given}, ${use.result}>`)
    expect(typeOf('pipe')).toBe(typeOf('fluent'))
    const models = runSnippet(snippet, '[fluent, pipe]') as readonly Sequential<Shape, Shape, number>[]
    expect(models.map((model) => [model.outputs[0]?.shape, model.countParams()])).toEqual([use.runs, use.runs])
  })

  test.each(wrong.map((use) => [title(use), use] as const))('%s is an error', (_, use) => {
    const { call, sentence, fluent = sentence, leftOut = false } = use
    expect(faults(chain(use, call))).toEqual([{ line: leftOut ? line + 1 : line, sentence: fluent }])
    expect(faults(chain(use, piped(call)))).toEqual([{ line, sentence }])
    for (const form of [call, piped(call)]) {
      const { error, sentence: said } = thrown(chain(use, form))
      expect(error).toBeInstanceOf(ShapeError)
      expect(said).toBe(sentence)
    }
    expect(Object.keys(layers)).toContain(sentence.split(': ')[0])
    expect(sentence.length).toBeLessThan(300)
  })

  test.each(refused.map((use) => [title(use), use] as const))('%s is refused', (_, use) => {
    const { call, text, throws } = use
    for (const form of [call, piped(call)]) {
      expect(check(chain(use, form)).diagnostics).toEqual([{ line, text }])
      if (throws !== undefined) expect(thrown(chain(use, form)).sentence).toBe(throws)
    }
  })
})

test('TypeScript 7 prints the same for every mistake', () => {
  expect(printedByTsc(mistakenChains)).toEqual(mistakenChains.map((snippet) => check(snippet).diagnostics))
})
