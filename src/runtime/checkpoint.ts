import { encodeTensors, readTensors } from './safetensors.js'
import { requireSameTensors } from './same-tensors.js'
import type { Site } from './site.js'
import type { TrainingState } from './state.js'
import { writeAtomically } from './write-atomically.js'

const stateFormat = 'tenon-state'
/** Stands for a learning rate that the graph computes. */
const computed = 'computed'

/** What is written, and the turns in which it stands still. */
type Source = Pick<Site, 'state' | 'turns'>

/** Writes the weights as a safetensors file. */
export const writeWeights = async (path: string, { state, turns }: Source): Promise<void> => {
  const tensors = await turns.take(() => state.copied('weight'))
  await writeAtomically(path, encodeTensors({ tensors, metadata: { format: 'tenon-weights' } }))
}

/** Reads weights for a model of the same layers. */
export const readWeights = async (path: string, state: TrainingState) => {
  const { tensors, metadata } = await readTensors(path)
  if (metadata['format'] === stateFormat) {
    throw new Error(`${path} holds a training state, with the optimizer's; use loadState`)
  }
  await requireSameTensors(path, state.shapes('weight'), tensors)
  return tensors
}

/** Writes everything that training continues from: weights, optimizer state, step count, seed, learning rate, epochs. */
export const writeState = async (path: string, { state, turns }: Source): Promise<void> => {
  const { tensors, metadata } = await turns.take(async () => {
    const { seed, ownRate, epochs } = state
    const learningRate = ownRate === undefined ? computed : String(ownRate)
    const metadata = { format: stateFormat, ...numbersAsText({ seed, epochs }), learningRate }
    return { tensors: await state.copied(), metadata }
  })
  await writeAtomically(path, encodeTensors({ tensors, metadata }))
}

/** Reads a training state for the same model and optimizer. */
export const readState = async (path: string, state: TrainingState) => {
  const { tensors, metadata } = await readTensors(path)
  if (metadata['format'] !== stateFormat) {
    throw new Error(`${path} does not hold a training state; for weights alone use loadWeights`)
  }
  const number = (key: string, fits: (value: number) => boolean): number => {
    const text = metadata[key]
    const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
    if (!fits(value)) throw new Error(`${path} is damaged: its ${key} is ${JSON.stringify(text)}`)
    return value
  }
  const seed = number('seed', (value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31)
  // between a run with a schedule and one without, each keeps its own
  const own = state.ownRate === undefined || metadata['learningRate'] === computed
  const learningRate = own ? undefined : number('learningRate', (value) => Number.isFinite(value) && value >= 0)
  const epochs = number('epochs', (value) => Number.isSafeInteger(value) && value >= 0)
  await requireSameTensors(path, state.shapes(), tensors)
  return { tensors, seed, learningRate, epochs }
}

/** JavaScript writes a number so that it reads back as the same one. */
const numbersAsText = (numbers: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, String(value)]))
