/*
 * Proves the graphs in Python: `npx tsx scripts/check-python.ts PYTHON`, a Python with numpy, onnx and onnxruntime. The ONNX
 * checker must find nothing, and examples/train_digits.py must take the same 20 steps as we do. Not part of `npm test`.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileDigits } from '../examples/digits.js'
import { loadDigits } from '../examples/digits-data.js'

const [steps, batchSize, tolerance] = [20, 32, 1e-5]
const [python] = process.argv.slice(2)
if (!python) throw new Error('usage: tsx scripts/check-python.ts PYTHON')

const folder = mkdtempSync(join(tmpdir(), 'tenon-python-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]): string => {
  const { status, stdout, stderr, error } = spawnSync(python, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}${error ?? ''}`)
  return stdout
}

await using trainer = await compileDigits(0)
const graphs = {
  inference: trainer.exportInference(),
  evaluation: trainer.exportEvaluation(),
  training: trainer.exportTraining(),
}
const paths = Object.entries(graphs).map(([name, { model }]) => {
  const path = join(folder, `${name}.onnx`)
  writeFileSync(path, model)
  return path
})
process.stdout.write(run('test/onnx_check.py', ...paths))

const { x, y } = loadDigits()
const ours: number[] = []
for (let step = 0; step < steps; step++) {
  const rows = [step * batchSize, (step + 1) * batchSize] as const
  const { history } = await trainer.fit(x.slice(...rows), y.slice(...rows), { batchSize, shuffle: false, verbose: 0 })
  ours.push(...history.loss)
}
const theirs = run('examples/train_digits.py', join(folder, 'training.onnx'), `${steps}`).trim().split('\n').map(Number)
const gaps = ours.map((loss, step) => Math.abs(loss - (theirs[step] ?? Number.NaN)))
console.log(
  `losses of ${steps} steps: ${ours[0]?.toFixed(6)} to ${ours.at(-1)?.toFixed(6)}; largest gap to Python's ${Math.max(...gaps)}`,
)
if (!gaps.every((gap) => gap <= tolerance)) {
  console.error(`the gap must be at most ${tolerance}`)
  process.exit(1)
}
