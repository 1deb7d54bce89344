import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import * as tenon from '../../src/index.js'
import { ShapeError, type ShapeValue } from '../../src/shapes/dim.js'
import { type CheckedSnippet, checkSnippets } from '../support/snippets.js'
import { type Call, candidates, source } from './random-calls.js'

/* Models at random: the type's shape and parameter count are those of the run, and so is the sentence of a mistake. */

type Chain = tenon.Model & { countParams(): number } & {
  readonly [method: string]: (...args: readonly unknown[]) => Chain
}

interface RandomModel {
  /** The chain of the calls that fit; the last line is the mistake, if there is one. */
  readonly snippet: string
  readonly lines: number
  readonly input: ShapeValue
  readonly output: ShapeValue
  readonly parameters: number
  readonly mistake: string | undefined
}

const maxLayers = 12

/** Takes the calls that fit, up to twelve; ends with the first that does not where `ending` is 'mistake'. */
const build = (dims: readonly unknown[], calls: readonly Call[], ending: 'fitting' | 'mistake'): RandomModel => {
  let chain = tenon.sequential(tenon.input(dims as number[])) as unknown as Chain
  const lines = [`const model = sequential(input(${JSON.stringify(dims)}))`]
  const model = (mistake?: string): RandomModel => ({
    snippet: lines.join('\n  '),
    lines: lines.length,
    input: chain.inputs[0]?.shape ?? [],
    output: chain.outputs[0]?.shape ?? [],
    parameters: chain.countParams(),
    mistake,
  })
  for (const call of calls) {
    const [method, ...args] = call
    try {
      chain = (chain[method] as Chain[string]).apply(chain, args)
      lines.push(`.${source(call)}`)
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      const sentence = error.message.replace(/ \(layer \d+, \w+\)$/, '')
      // a dim that is null is a wide number to the compiler, which only the run time can refuse
      if (ending === 'fitting' || sentence.includes('got ?')) continue
      lines.push(`.pipe(${source(call)})`)
      return model(sentence)
    }
    if (lines.length > maxLayers) break
  }
  return model()
}

const samples = fc.sample(candidates, { seed: 20_260_102, numRuns: 240 })
const models = samples.map(([dims, calls], i) => build(dims, calls, i % 4 === 0 ? 'mistake' : 'fitting'))
const fitting = models.filter(({ mistake }) => mistake === undefined)
const mistaken = models.filter(({ mistake }) => mistake !== undefined)

let checked: ReadonlyMap<string, CheckedSnippet>
beforeAll(() => {
  checked = checkSnippets(models.map(({ snippet }) => snippet))
}, 120_000)

const printed = (shape: ShapeValue) =>
  `[${shape.map((dim) => (dim === null ? 'number' : JSON.stringify(dim))).join(', ')}]`

test('shape and parameter count of models that fit', () => {
  const told = fitting.map(({ snippet, input, output, parameters }) => [
    snippet,
    `Sequential<${printed(input)}, ${printed(output)}, ${parameters}>`,
  ])
  const types = fitting.map(({ snippet }) => [snippet, checked.get(snippet)?.typeOf('model')])
  expect(types).toEqual(told)
  expect(fitting.flatMap(({ snippet }) => checked.get(snippet)?.diagnostics)).toEqual([])
  expect(fitting.filter(({ lines }) => lines > 6).length).toBeGreaterThan(100)
})

test('the sentence of the one mistake, on its line', () => {
  const found = mistaken.map(({ snippet }) =>
    checked
      .get(snippet)
      ?.diagnostics.map(({ line, text }) => [line, /parameter of type '"(.+)"'\.$/.exec(text)?.[1] ?? text]),
  )
  expect(found).toEqual(mistaken.map(({ lines, mistake }) => [[lines, mistake]]))
  expect(mistaken.length).toBeGreaterThan(40)
})
