/*
 * What it takes from a model to a trainer that can run a step, in a fresh process: `growth-ready.ts NAME` prints milliseconds as JSON.
 * These are the parts of compile and of what a first fit waits for, one by one.
 */
import type { CompiledGraph } from '../src/codegen/onnx/emit.js'
import { makeProgram } from '../src/dsl/program.js'
import { adam, type Model } from '../src/index.js'
import { Session } from '../src/runtime/session.js'
import { TrainingState } from '../src/runtime/state.js'
import { resnet50, transformer12 } from './growth-models.js'

const models: Record<string, () => Model> = { resnet50, transformer12 }
const make = models[process.argv[2] ?? '']
if (!make) throw new Error(`expected one of ${Object.keys(models)}`)

const milliseconds: Record<string, number> = {}
const timed = async <T>(part: string, run: () => T | Promise<T>): Promise<T> => {
  const begun = performance.now()
  const result = await run()
  milliseconds[part] = performance.now() - begun
  return result
}

const model = await timed('model', make)
const program = await timed('program', () =>
  makeProgram(model, { optimizer: adam(), loss: 'sparseCategoricalCrossentropy' }),
)
await timed('runtime', () => import('onnxruntime-node'))
const state = await timed('state', () => TrainingState.create(program, 0))
const graph = await timed('graph', () => program.steps?.() as CompiledGraph)
const session = await timed('session', () => Session.create(graph))
await session.release()
const parameters = [...state.snapshot('weight').values()].reduce((sum, { data }) => sum + data.length, 0)
console.log(JSON.stringify({ milliseconds, parameters }))
