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
const code = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string)

/** Under each module, lines such as: - `Theirs`, `Other` → `ours`: how, or why not. */
const rows: { module: string; theirs: string; names: string[]; mine: string[]; how: string }[] = []
let module = ''
for (const line of section.slice(0, section.indexOf('</details>')).split('\n')) {
  module = /^\*\*(?:keras\.)?(\w+)\*\*/.exec(line)?.[1] ?? module
  const [, theirs, mine = '', how = ''] = /^- (.*?)(?: → ((?:`[^`]+`(?:, )?)+))?(?:: (.*))?$/.exec(line) ?? []
  if (theirs !== undefined) rows.push({ module, theirs, names: code(theirs), mine: code(mine), how })
}
const rowsOf = (module: string) => rows.filter((row) => row.module === (module || 'keras'))

test('the list is read', () => {
  expect(keras.length).toBeGreaterThan(25)
  expect(rows.length).toBeGreaterThan(80)
})

test.each(keras)('each name of keras.%s is ours, or the list says what is', (module, names) => {
  const same = ours(module)
  const list = rowsOf(module)
  const whole = list.some(({ theirs }) => theirs === 'all of it')
  const rest = whole || list.some(({ theirs }) => theirs === 'every other')
  const mapped = list.flatMap((row) => row.names)
  expect(names.filter((name) => !same.has(sameName(name)) && !mapped.includes(name) && !rest)).toEqual([])
  // nor does it tell of names that Keras has not, or that are ours by now
  expect(mapped.filter((name) => !names.includes(name))).toEqual([])
  expect(mapped.filter((name) => same.has(sameName(name)) && !whole)).toEqual([])
  expect(mapped.filter((name, i) => mapped.indexOf(name) !== i)).toEqual([])
})

test('the names of ours in the list are there, and a line without one says why', () => {
  const unknown = rows.flatMap(({ mine }) =>
    mine.filter((name) => {
      const [object, member] = name.split('.') as [string, string | undefined]
      return member === undefined ? !exported.includes(name) : !inside[object]?.includes(member)
    }),
  )
  expect(unknown).toEqual([])
  expect(rows.filter(({ mine, how }) => mine.length === 0 && how === '')).toEqual([])
})
