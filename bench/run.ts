/*
 * Milliseconds of a training step: `npm run bench`, or with the peers beside it in the same run:
 * `npm run bench -- --peers DIR`, DIR holding time_torch.py and time_keras.py.
 */
import { writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { type PeerFigure, peersOf } from './peers.js'
import { workloads } from './workloads.js'

interface Options {
  readonly peers?: string
  readonly python: string
  readonly json?: string
}

const {
  peers: folder,
  python,
  json,
} = new Command('npm run bench')
  .description('Times a training step of each workload, as the best of three epochs of fit after one to warm up.')
  .option('--peers <folder>', 'times the peers by the scripts in this folder too, in turn with ours')
  .option('--python <file>', 'the Python that runs them', join(homedir(), '.cache/peers/bin/python'))
  .option('--json <file>', 'writes all figures to this file')
  .parse()
  .opts<Options>()

/** Best of three epochs after a warm-up, for each workload. */
const timeOurs = async (): Promise<PeerFigure[]> => {
  const figures: PeerFigure[] = []
  for (const make of workloads) {
    const workload = await make()
    await workload.epoch()
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < 3; round++) best = Math.min(best, await workload.epoch())
    await workload.release()
    figures.push({ peer: 'tenon', workload: workload.name, batch: workload.batch, ms_per_step: best })
  }
  return figures
}

/** Ours before, between and after the peers, so that a machine that slows down slows both sides. */
const all: PeerFigure[] = await timeOurs()
for (const { peer, run } of folder ? peersOf(folder, python) : []) {
  console.error(`timing ${peer}`)
  all.push(...run(), ...(await timeOurs()))
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2
}
const others = [...new Set(all.map(({ peer }) => peer))].filter((peer) => peer !== 'tenon')
const keys = [
  ...new Set(all.filter(({ peer }) => peer === 'tenon').map(({ workload, batch }) => `${workload} ${batch}`)),
]
const of = (peer: string, key: string): number[] =>
  all.filter((row) => row.peer === peer && `${row.workload} ${row.batch}` === key).map((row) => row.ms_per_step)

const rows = keys.map((key) => {
  const ours = median(of('tenon', key))
  const times = others.map((peer) => ({ peer, ms: Math.min(...of(peer, key)) }))
  const best = times.reduce((a, b) => (b.ms < a.ms ? b : a), { peer: '', ms: Number.POSITIVE_INFINITY })
  return {
    workload: key,
    'tenon ms': ours.toFixed(2),
    ...Object.fromEntries(times.map(({ peer, ms }) => [`${peer} ms`, ms.toFixed(2)])),
    ...(best.peer && { 'ratio to best': (ours / best.ms).toFixed(2), best: best.peer }),
  }
})
console.table(rows)
if (json) writeFileSync(json, `${JSON.stringify(all, null, 2)}\n`)
