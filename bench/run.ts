/*
 * Milliseconds of a training step and of a prediction: `npm run bench`, or in turn with the peers `npm run bench -- --peers DIR`,
 * DIR holding workloads.py. docs/performance.md says how it measures.
 */
import { writeFileSync } from 'node:fs'
import { cpus, homedir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { wholeNumber } from '../examples/support/options.js'
import type { Contestant } from './contestant.js'
import { Ours } from './ours.js'
import { pythonPeers, tfjsPeer } from './peers.js'
import { bestRates, play, type Result } from './rounds.js'
import { printResults, type Report, verdict, writeMarkdown } from './table.js'
import { allRows, nameOf } from './workloads.js'

interface Options {
  readonly peers?: string
  readonly python: string
  readonly tfjs?: string
  readonly only?: string
  readonly rounds: number
  readonly json?: string
  readonly markdown?: string
}

const run = async ({ peers, python, tfjs, only, rounds, json, markdown }: Options): Promise<void> => {
  const pattern = new RegExp(only ?? '')
  const rows = allRows.filter((row) => pattern.test(nameOf(row)))
  if (rows.length === 0) throw new Error(`--only ${only} is none of: ${allRows.map(nameOf).join(', ')}`)
  const contestants: Contestant[] = [new Ours()]
  try {
    if (peers) for await (const peer of pythonPeers(peers, python)) contestants.push(peer)
    if (tfjs) contestants.push(await tfjsPeer(tfjs))
    const rates = await bestRates(contestants)
    const results: Result[] = []
    for (const row of rows) {
      const result = await play(row, contestants, rounds, rates)
      results.push(result)
      const figures = result.figures.map(({ name, ms }) => `${name} ${ms?.toFixed(3) ?? '–'}`)
      console.error(`${nameOf(row)}: ${figures.join(', ')} ms`)
    }
    const [cpu] = cpus()
    const report = { machine: `${cpus().length} cores, ${cpu?.model}`, contestants, rounds, rates, results }
    printResults(results)
    console.log(`Products ${(rates.gemm / 1e9).toFixed(0)} GFLOP/s, copies ${(rates.copy / 1e9).toFixed(1)} GB/s`)
    for (const sentence of verdict(results)) console.log(sentence)
    if (json) writeFileSync(json, `${JSON.stringify(recordOf(report), null, 2)}\n`)
    if (markdown) writeMarkdown(markdown, report)
  } finally {
    for (const contestant of contestants) await contestant.end()
  }
}

/** A report as plain data. */
const recordOf = ({ contestants, results, ...rest }: Report) => ({
  ...rest,
  contestants: contestants.map(({ name, description }) => ({ name, description })),
  results: results.map(({ row: { workload, batch, mode }, ...result }) => ({
    workload: workload.name,
    batch,
    mode,
    ...result,
  })),
})

try {
  await new Command('npm run bench')
    .description('Times training and prediction of each workload in rounds; a figure is the best round.')
    .option('--peers <folder>', 'times PyTorch and Keras in turn with ours; the folder holds workloads.py')
    .option('--python <file>', 'the Python that runs them', join(homedir(), '.cache/peers/bin/python'))
    .option('--tfjs <folder>', 'times TensorFlow.js too, of the packages installed in this folder')
    .option('--only <pattern>', "rows whose name matches, such as 'train cnn', 'infer .* 1$'")
    .option('--rounds <n>', 'rounds of each row', wholeNumber(1), 5)
    .option('--json <file>', 'writes all figures to this file')
    .option('--markdown <file>', 'writes the tables into this file, between its marks')
    .action(run)
    .parseAsync()
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
