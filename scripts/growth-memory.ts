/*
 * The memory that training takes: `growth-memory.ts WORKLOAD BATCH STEPS` prints megabytes as JSON, before the model is made and at
 * the highest, as the system counts them.
 */
import { readFileSync } from 'node:fs'
import { workloads } from '../bench/workloads.js'

const peak = (): number => {
  const [, kilobytes] = readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s+(\d+) kB/) ?? []
  return Number(kilobytes) / 1024
}

const [name, batch, steps] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const workload = workloads.find((one) => one.name === name)
if (!workload) throw new Error(`there is no workload ${name}`)
await import('onnxruntime-node')
const before = peak()
await using trainer = await workload.compile()
const [x, y] = workload.data(batch * steps)
await trainer.fit(x, y, { batchSize: batch, epochs: 2, shuffle: false, verbose: 0 })
console.log(JSON.stringify({ before, peak: peak() }))
