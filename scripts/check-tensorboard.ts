/*
 * Has TensorBoard read our event files: `npx tsx scripts/check-tensorboard.ts PYTHON`, a Python with tensorboard. Its reader must find
 * the figures that fit gave, as many elements in the histograms as there are weights, and the model's graph. Not part of `npm test`.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { input, sequential, tensor, tensorBoard } from '../src/index.js'

const [python] = process.argv.slice(2)
if (!python) throw new Error('usage: tsx scripts/check-tensorboard.ts PYTHON')

const folder = mkdtempSync(join(tmpdir(), 'tenon-tensorboard-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const reader = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray

found = {}
for kind in ("train", "validation"):
    events = EventAccumulator(f"{sys.argv[1]}/{kind}", size_guidance={"tensors": 0})
    events.Reload()
    for tag in events.Tags()["tensors"]:
        plugin = events.SummaryMetadata(tag).plugin_data.plugin_name
        values = [(event.step, make_ndarray(event.tensor_proto).tolist()) for event in events.Tensors(tag)]
        found[f"{kind}/{tag}"] = {"plugin": plugin, "values": values}
    if kind == "train":
        graph = events.Graph()
        shapes = lambda node: [[dim.size for dim in shape.dim] for shape in node.attr["_output_shapes"].list.shape]
        nodes = {node.name: {"op": node.op, "inputs": list(node.input), "shapes": shapes(node)} for node in graph.node}
print(json.dumps({"found": found, "nodes": nodes}))
`

const rows = 64
const x = tensor(
  Float32Array.from({ length: rows * 3 }, (_, i) => Math.sin(i)),
  [rows, 3],
)
const y = tensor(
  Float32Array.from({ length: rows }, (_, i) => Math.cos(i)),
  [rows, 1],
)
await using trainer = await sequential(input([3]))
  .dense(8, { activation: 'tanh' })
  .dense(1)
  .compile({ loss: 'mse', metrics: ['mae'] })
const callbacks = [tensorBoard(folder, { updateFreq: 'batch', histogramFreq: 1, writeStepsPerSecond: true })]
const { history } = await trainer.fit(x, y, { epochs: 3, batchSize: 16, validationSplit: 0.25, callbacks, verbose: 0 })

const { status, stdout, stderr, error } = spawnSync(python, ['-c', reader, folder], { encoding: 'utf8' })
if (status !== 0) throw new Error(`reading failed:\n${stdout}${stderr}${error ?? ''}`)
const { found, nodes } = JSON.parse(stdout) as {
  found: Record<string, { plugin: string; values: [step: number, value: unknown][] }>
  nodes: Record<string, { op: string; inputs: string[]; shapes: number[][] }>
}

const fail = (problem: string): never => {
  throw new Error(`${problem}; found ${Object.keys(found).join(', ')}`)
}
const expectScalars = (key: string, wanted: readonly number[]) => {
  const own = found[key] ?? fail(`there is no ${key}`)
  const same = own.values.every(([step, value], i) => step === i && value === Math.fround(wanted[i] as number))
  if (own.plugin !== 'scalars' || own.values.length !== wanted.length || !same) fail(`${key} is ${JSON.stringify(own)}`)
}
for (const name of ['loss', 'mae']) {
  expectScalars(`train/epoch_${name}`, history[name] ?? [])
  expectScalars(`validation/epoch_${name}`, history[`val_${name}`] ?? [])
}
expectScalars('train/epoch_learning_rate', [0.001, 0.001, 0.001])
if (found['train/batch_loss']?.values.at(-1)?.[0] !== 9) fail('train/batch_loss does not end at step 9')
for (const [name, { data }] of trainer.weights()) {
  const key = `train/${name}/histogram`
  const { plugin, values } = found[key] ?? fail(`there is no ${key}`)
  const [, table] = values.at(-1) as [number, number[][]]
  const count = table.reduce((sum, [, , own]) => sum + (own as number), 0)
  if (plugin !== 'histograms' || count !== data.length) fail(`${key} counts ${count} of ${data.length}`)
}
const graph = Object.values(nodes)
const strange = graph.flatMap(({ inputs }) => inputs).filter((name) => !nodes[name.replace(/:\d+$/, '')])
if (strange.length > 0) fail(`the graph has edges from ${strange.join(', ')}, which are no nodes`)
const shapesFed = graph.flatMap(({ op, shapes }) => (op === 'Placeholder' ? shapes.map(String) : []))
// the batch, and the weights of both layers
if (`${shapesFed.sort()}` !== `${['-1,3', '1', '3,8', '8', '8,1'].sort()}`)
  fail(`the graph is fed ${shapesFed.join('; ')}`)
for (const op of ['MatMul', 'Tanh']) if (!graph.some((node) => node.op === op)) fail(`the graph has no ${op}`)
console.log(
  `TensorBoard read the graph of ${graph.length} nodes, and ${Object.keys(found).length} tags as they were written`,
)
