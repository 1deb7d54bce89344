/*
 * What it takes from a model to a trainer that can run a step, in a fresh process: `growth-ready.ts NAME` prints milliseconds as JSON:
 * what compile does, and what the first fit waits for.
 */
import type { Slices } from '../src/codegen/slices.js'
import { makeProgram } from '../src/dsl/program.js'
import { adam, type Model } from '../src/index.js'
import type { Program } from '../src/runtime/program.js'
import { Sessions } from '../src/runtime/sessions.js'
import { TrainingState } from '../src/runtime/state.js'
import { resnet50, transformer12 } from './growth-models.js'

const models: Record<string, () => Model> = { resnet50, transformer12 }
const make = models[process.argv[2] ?? '']
if (!make) throw new Error(`expected one of ${Object.keys(models)}`)

const milliseconds = { model: 0, program: 0, graph: 0, weights: 0, ready: 0 }
const timed = <T>(part: keyof typeof milliseconds, run: () => T): T => {
  const begun = performance.now()
  const result = run()
  milliseconds[part] += performance.now() - begun
  return result
}

const model = timed('model', make)
const begun = performance.now()
const made = timed('program', () => makeProgram(model, { optimizer: adam(), loss: 'sparseCategoricalCrossentropy' }))
function* timedSlices<T>(part: keyof typeof milliseconds, slices: Slices<T>): Slices<T> {
  for (;;) {
    const { done, value } = timed(part, () => slices.next())
    if (done) return value
    yield
  }
}
const program: Program = {
  ...made,
  state: made.state.map(({ drawing, ...spec }) => ({
    ...spec,
    initial: (seed) => timed('weights', () => spec.initial(seed)),
    drawing: drawing && ((seed) => timedSlices('weights', drawing(seed))),
  })),
  training: (...of) => timedSlices('graph', (made.training as NonNullable<Program['training']>)(...of)),
}
const state = TrainingState.create(program, 0)
const sessions = new Sessions(program, {}, state)
await sessions.get('steps', false)
milliseconds.ready = performance.now() - begun
await sessions.release()
console.log(JSON.stringify({ milliseconds, parameters: state.weightCount }))
