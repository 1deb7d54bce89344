/*
 * What types cost: `npm run typecost` checks each program with three TypeScripts and prints instantiations and check time above
 * those of a file that only imports the library; `-- --runs N` takes the median time of N runs. `-- --editor` times the editor
 * instead: completion and hover in ResNet-50.
 */
import { Command } from 'commander'
import { ceilings } from '../test/types/cost/ceilings.js'
import { timeEditors } from '../test/types/cost/editor.js'
import { type Cost, CostMeter } from '../test/types/cost/measure.js'
import type { CostProgram } from '../test/types/cost/programs.js'

const { runs, editor } = new Command('typecost')
  .option('--runs <n>', 'runs for the median of check times', '1')
  .option('--editor', 'times completion and hover')
  .parse()
  .opts<{ runs: string; editor?: boolean }>()

const compilers = { 'TS 7': 'typescript', 'TS 6.0': 'typescript-6.0', 'TS 5.9': 'typescript-5.9' }

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number

const measured = (meter: CostMeter, program: CostProgram): Cost => {
  const costs = Array.from({ length: Number(runs) }, () => meter.measure(program))
  return { ...(costs[0] as Cost), check: median(costs.map(({ check }) => check)) }
}

const printTable = (): void => {
  const meters = Object.entries(compilers).map(([title, compiler]) => [title, new CostMeter(compiler)] as const)
  let over = false
  const rows = ceilings.map(({ program, instantiations: ceiling }) => {
    const costs = meters.map(([title, meter]) => [title, measured(meter, program)] as const)
    const newest = (costs[0] as (typeof costs)[number])[1]
    if (newest.instantiations > ceiling) over = true
    return {
      program: program.title,
      ...Object.fromEntries(costs.map(([title, { instantiations }]) => [title, instantiations])),
      ceiling,
      ...Object.fromEntries(costs.map(([title, { check }]) => [`${title} ms`, Math.round(check)])),
      errors: newest.errors.length,
    }
  })
  for (const [, meter] of meters) meter.release()
  console.table(rows)
  if (over) {
    console.error('A program takes more instantiations than its ceiling.')
    process.exitCode = 1
  }
}

if (editor) console.table(await timeEditors())
else printTable()
