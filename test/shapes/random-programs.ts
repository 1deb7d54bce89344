import { inputsOf } from '../../src/dsl/data-specs.js'
import { modelGraph } from '../../src/dsl/model-graph.js'
import { weightsOf } from '../../src/dsl/weights.js'
import type { Model, SymbolicTensor } from '../../src/index.js'
import { createRandom } from '../../src/runtime/random.js'
import { ShapeError } from '../../src/shapes/dim.js'
import { type Candidate, places } from './random-inputs.js'
import type { Step } from './random-steps.js'
import { filled, type Holes, modelOf, sentenceOf, tried, turnsMask } from './random-trial.js'
import { wholeModel } from './random-whole.js'

/* Functional models at random: programs that grow by the steps which fit. */

/** A tensor, a layer or a model: its name, what it is as written, and what it is where all dims are numbers. */
interface Twins<T> {
  readonly name: string
  readonly open: T
  readonly actual: T
}

export interface RandomProgram {
  /** A statement a line. The last one makes `whole`, or is the mistake. */
  readonly lines: readonly string[]
  readonly tensors: readonly Twins<SymbolicTensor>[]
  /** The model of all; undefined where there is a mistake. */
  readonly whole: Twins<Model> | undefined
  /** The sentence of the mistake. */
  readonly mistake: string | undefined
}

const maxLayers = 30
const maxElements = 5_000
const attempts = 6

const isSmall = ({ shape }: SymbolicTensor) => {
  const elements = shape.reduce<number>((product, length) => product * Number(length), 1)
  return elements > 0 && elements <= maxElements
}

/** What only a whole model knows: whether a shared layer has inputs of one size, and embeddings get ids. */
const canRun = (inputs: readonly SymbolicTensor[], made: readonly SymbolicTensor[]): boolean => {
  try {
    const graph = modelGraph(inputs, made)
    weightsOf(graph)
    inputsOf(graph)
    return true
  } catch (error) {
    if (error instanceof ShapeError || error instanceof TypeError) return false
    throw error
  }
}

/** Whether a model wants a number where a dim is not known: types take its word, and twins go on with what they know. */
const narrows = (layer: unknown, x: SymbolicTensor | undefined): boolean =>
  isMade(layer) &&
  'inputs' in layer &&
  (layer as Model).inputs[0]?.shape.some((dim, i) => typeof dim === 'number' && x?.shape[i] === null) === true

const isMade = (x: unknown): x is object => (typeof x === 'object' || typeof x === 'function') && x !== null

const hasOpen = ({ outputs }: Model) => outputs.some(({ shape }) => shape.includes(null))

/** The holes of a step, in one of three ways. */
const holes = <T>(tensors: readonly Twins<unknown>[], layer: Twins<unknown>, key: keyof Twins<unknown>): Holes<T> => ({
  tensors: tensors.map((one) => one[key] as T),
  layer: layer[key] as T,
})

/** Takes the steps that fit; with `ending` 'mistake' up to the first that does not, after a third of them. */
export const grown = ({ inputs, steps, seed }: Candidate, ending: 'fitting' | 'mistake'): RandomProgram | undefined => {
  const random = createRandom(seed, 'picks')
  const below = (count: number) => Math.floor(random() * count)
  const lines: string[] = []
  const tensors: Twins<SymbolicTensor>[] = []
  const layers: Twins<unknown>[] = []
  for (const [i, made] of inputs.entries()) {
    const { code, ...twins } = places(`x${i}`, made, below)
    lines.push(`const t${i} = ${code}`)
    tensors.push({ name: `t${i}`, ...twins })
  }
  /** Late tensors more often than early ones. */
  const picked = () => tensors[tensors.length - 1 - Math.floor(random() ** 2 * tensors.length)] as Twins<SymbolicTensor>

  /** Whether the step fits some tensors; a mistake is an end. */
  const take = ({ code, makes }: Step, mayFail: boolean): boolean | ShapeError => {
    if (turnsMask(code, lines) || (code.includes('$L') && layers.length === 0)) return false
    const operands = [picked(), picked(), picked()]
    const layer = layers[below(layers.length)] ?? { name: '', open: undefined, actual: undefined }
    const text = filled(code, holes(operands, layer, 'name'))
    const open = tried(code, holes(operands, layer, 'open'))
    if (!isMade(open)) return false
    if (open instanceof ShapeError) {
      // a dim that is null is a wide number to the compiler, which only the run time can refuse
      if (!mayFail || makes === 'layer' || /\?|initialState|^split: (the axis|axis -1)/.test(open.message)) return false
      lines.push(`const mistake = ${text}`)
      return open
    }
    const actual = tried(code, holes(operands, layer, 'actual'))
    if (!isMade(actual) || actual instanceof ShapeError) return false
    if (makes === 'layer') {
      // types do not work out again what a nested model makes of other lengths
      if ('outputs' in open && hasOpen(open as Model)) return false
      const name = `l${layers.length}`
      layers.push({ name, open, actual })
      lines.push(`const ${name} = ${text}`)
      return true
    }
    const [opens, actuals] = [open, actual].map((one) => (Array.isArray(one) ? one : [one])) as SymbolicTensor[][]
    if (!opens || !actuals?.every(isSmall)) return false
    if (code.includes('$L') && narrows(layer.open, operands[0]?.open)) return false
    const made = [...tensors.map(({ open }) => open), ...opens]
    if (/\$L|embedding/.test(code) && !canRun(made.slice(0, inputs.length), made)) return false
    const own = opens.map(
      (open, i): Twins<SymbolicTensor> => ({
        name: `t${tensors.length + i}`,
        open,
        actual: actuals[i] as SymbolicTensor,
      }),
    )
    const names = own.map(({ name }) => name).join(', ')
    tensors.push(...own)
    lines.push(`const ${Array.isArray(open) ? `[${names}]` : names} = ${text}`)
    return true
  }

  for (const [at, step] of steps.entries()) {
    for (let count = 0; count < attempts; count++) {
      const fits = take(step, ending === 'mistake' && at > steps.length / 3)
      if (fits instanceof ShapeError) return { lines, tensors, whole: undefined, mistake: sentenceOf(fits) }
      if (fits) break
    }
    if (lines.length >= maxLayers + inputs.length) break
  }
  if (ending === 'mistake' || tensors.every(({ open }) => open.source.kind === 'input')) return undefined
  const code = wholeModel(new Map(tensors.map(({ name, open }) => [name, open])), below)
  lines.push(`const whole = ${code}`)
  const whole = (key: 'open' | 'actual') =>
    modelOf(code, Object.fromEntries(tensors.map((tensor) => [tensor.name, tensor[key]])))
  return {
    lines,
    tensors,
    whole: { name: 'whole', open: whole('open'), actual: whole('actual') },
    mistake: undefined,
  }
}
