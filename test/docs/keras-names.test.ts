import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { activations } from '../../src/dsl/activations.js'
import * as tenon from '../../src/index.js'
import { Trainer } from '../../src/runtime/trainer.js'

/** Of each module of Keras, its public names: written by test/golden/keras_names.py. */
const keras = JSON.parse(
  readFileSync(new URL('../golden/keras-names.json', import.meta.url), 'utf8'),
) as readonly (readonly [module: string, names: readonly string[]])[]

const model = tenon.sequential(tenon.input([2]))
const members = (value: object): string[] => [
  ...Object.keys(value),
  ...Object.getOwnPropertyNames(Object.getPrototypeOf(value)),
]
/** What a dotted name of ours, or a module of Keras, has inside. */
const inside: Record<string, readonly string[]> = {
  activations: Object.keys(activations),
  constraints: Object.keys(tenon.constraints),
  initializers: Object.keys(tenon.initializers),
  losses: Object.keys(tenon.losses),
  metrics: Object.keys(tenon.metrics),
  Dataset: Object.getOwnPropertyNames(tenon.Dataset.prototype),
  Model: [...members(model), ...Object.getOwnPropertyNames(Object.getPrototypeOf(Object.getPrototypeOf(model)))],
  Trainer: Object.getOwnPropertyNames(Trainer.prototype),
}
const exported = Object.keys(tenon)
const sameName = (name: string): string => name.replaceAll('_', '').toLowerCase()
const ours = (module: string): ReadonlySet<string> => {
  const names = module === 'Model' ? [...(inside.Model ?? []), ...(inside.Trainer ?? [])] : (inside[module] ?? exported)
  return new Set(names.map(sameName))
}

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const section = readme.slice(readme.indexOf('## Every name of Keras'))
const code = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string)
const rows = section
  .slice(section.indexOf('| --- |'), section.indexOf('</details>'))
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [module, theirs, mine, how] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()) as [string, string, string, string]
    return { module: module.replaceAll('`', ''), theirs, names: code(theirs), mine: code(mine), how }
  })
const rowsOf = (module: string) => rows.filter((row) => row.module === (module || 'keras'))

test('the table is read', () => {
  expect(keras.length).toBeGreaterThan(25)
  expect(rows.length).toBeGreaterThan(80)
})

test.each(keras)('each name of keras.%s is ours, or the table says what is', (module, names) => {
  const same = ours(module)
  const table = rowsOf(module)
  const whole = table.some(({ theirs }) => theirs === 'all')
  const rest = whole || table.some(({ theirs }) => theirs === 'every other')
  const mapped = table.flatMap((row) => row.names)
  expect(names.filter((name) => !same.has(sameName(name)) && !mapped.includes(name) && !rest)).toEqual([])
  // nor does it tell of names that Keras has not, or that are ours by now
  expect(mapped.filter((name) => !names.includes(name))).toEqual([])
  expect(mapped.filter((name) => same.has(sameName(name)) && !whole)).toEqual([])
  expect(mapped.filter((name, i) => mapped.indexOf(name) !== i)).toEqual([])
})

test('the names of ours in the table are there, and a row without one says why', () => {
  const unknown = rows.flatMap(({ mine }) =>
    mine.filter((name) => {
      const [object, member] = name.split('.') as [string, string | undefined]
      return member === undefined ? !exported.includes(name) : !inside[object]?.includes(member)
    }),
  )
  expect(unknown).toEqual([])
  expect(rows.filter(({ mine, how }) => mine.length === 0 && how === '')).toEqual([])
})
