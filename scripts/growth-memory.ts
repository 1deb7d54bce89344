/*
 * The memory that training takes: `growth-memory.ts WORKLOAD BATCH STEPS` prints megabytes as JSON, before the model is made and at
 * the highest, as the system counts them, and the milliseconds of a step in the second of two epochs. WORKLOAD is one of the bench's,
 * or a deep model, as it is or with remat around each of its blocks: `resnet56`, `resnet56-remat`.
 */
import { readFileSync } from 'node:fs'
import { type Workload, workloads } from '../bench/workloads.js'
import { remat } from '../src/index.js'
import { narrowTransformer12, resnet56, type Wrap } from './growth-models.js'

const peak = (): number => {
  const [, kilobytes] = readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s+(\d+) kB/) ?? []
  return Number(kilobytes) / 1024
}

const named = (name: string): Workload => {
  const workload = workloads.find((one) => one.name === name)
  if (!workload) throw new Error(`there is no workload ${name}`)
  return workload
}

const classes = { optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' } as const
/** Deep models, and the workload whose data they take. */
const deep: Readonly<
  Record<string, readonly [compile: (wrap: Wrap) => ReturnType<Workload['compile']>, data: string]>
> = {
  resnet56: [(wrap) => resnet56(wrap).compile(classes), 'resnet'],
  narrowTransformer12: [(wrap) => narrowTransformer12(wrap).compile(classes), 'transformer'],
}

const [name = '', batch, steps] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const [base = '', wrapped] = name.split('-')
const [compile, data] = deep[base] ?? [named(name).compile, name]
await import('onnxruntime-node')
const before = peak()
await using trainer = await compile(wrapped ? remat : (layer) => layer)
const [x, y] = named(data).data(batch * steps)
const options = { batchSize: batch, shuffle: false, verbose: 0 } as const
await trainer.fit(x, y, options)
const begun = performance.now()
await trainer.fit(x, y, options)
console.log(JSON.stringify({ before, peak: peak(), milliseconds: (performance.now() - begun) / steps }))
