import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { CompiledGraph } from '../../../src/codegen/onnx/emit.js'
import type { Slices } from '../../../src/codegen/slices.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'

const { x, y } = regressionData(10)
const program = linearProgram()
let isHeld = true
let onHeld = () => {}

/** Takes for ever, or until `isHeld` is false. */
function* held(graph: CompiledGraph): Slices<CompiledGraph> {
  onHeld()
  while (isHeld) yield
  return graph
}

const makeTrainer = () =>
  Trainer.create(
    {
      ...program,
      evaluating: (...how) => held(program.evaluation(...(how.slice(1) as [object]))),
      predicting: () => held(program.prediction()),
    },
    { threads: 1 },
  )

afterEach(() => {
  isHeld = true
})

describe('a signal is heard while a graph is made, which what comes next takes', () => {
  it.each([
    ['evaluate', (trainer: Trainer, signal?: AbortSignal) => trainer.evaluate(x, y, { signal })],
    ['predict', (trainer: Trainer, signal?: AbortSignal) => trainer.predict(x, { signal })],
    ['predict in batches', (trainer: Trainer, signal?: AbortSignal) => trainer.predict(x, { batchSize: 3, signal })],
    [
      'validation',
      (trainer: Trainer, signal?: AbortSignal) => trainer.fit(x, y, { validationData: [x, y], verbose: 0, signal }),
    ],
  ])('in %s', async (_, run) => {
    const trainer = await makeTrainer()
    const controller = new AbortController()
    onHeld = () => void setTimeout(() => controller.abort(new Error('enough')), 5)
    const first = run(trainer, controller.signal)
    await expect(first).rejects.toThrow('enough')
    let hasEnded = false
    const second = run(trainer).then(() => {
      hasEnded = true
    })
    await sleep(20)
    expect(hasEnded).toBe(false)
    isHeld = false
    await second
    await trainer.release()
  })
})
