import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const numbers = ['Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)', 'Body Mass (g)'] as const
const texts = ['Species', 'Island', 'Sex'] as const

type Row = Record<(typeof numbers)[number], number | null> & Record<(typeof texts)[number], string | null>

export interface Penguin {
  /** Length and depth of the beak, length of a flipper, in mm. */
  readonly size: readonly [number, number, number]
  /** In g. */
  readonly mass: number
  readonly species: string
  readonly island: string
  readonly sex: string
}

/** Penguins of the Palmer archipelago (Gorman, Williams & Fraser, 2014), as far as they were measured and sexed. */
export const penguins = (): readonly Penguin[] => {
  const folder = join(createRequire(import.meta.url).resolve('vega-datasets'), '../../data')
  const rows = JSON.parse(readFileSync(join(folder, 'penguins.json'), 'utf8')) as readonly Row[]
  const whole = rows.filter((row) => numbers.every((name) => row[name] !== null) && /^(FE)?MALE$/.test(`${row.Sex}`))
  return whole.map((row) => {
    const [length, depth, flipper, mass] = numbers.map((name) => row[name] as number) as [
      number,
      number,
      number,
      number,
    ]
    const [species, island, sex] = texts.map((name) => `${row[name]}`) as [string, string, string]
    return { size: [length, depth, flipper], mass, species, island, sex: sex.toLowerCase() }
  })
}
