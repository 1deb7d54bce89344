import { input, type TensorType } from '../codegen/ir/value.js'
import { atOnce, type Slices } from '../codegen/slices.js'
import type { Arrangement } from '../runtime/program.js'
import { describeValue } from '../shapes/describe-value.js'
import { naming, type ShapeValue } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { callsBehind, kindOf, type NamedCall, nameCalls } from './calls.js'
import { type LayerDefinition, outputDType } from './layer-definition.js'
import { type Call, describeGiven, SymbolicTensor } from './symbolic.js'

/** A tensor under the name that graphs and data know it by. */
export interface NamedTensor {
  readonly name: string
  readonly tensor: SymbolicTensor
}

/** A model as data: its calls in an order in which they can run. */
export interface ModelGraph {
  readonly inputs: readonly NamedTensor[]
  readonly inputArrangement: Arrangement
  readonly outputs: readonly NamedTensor[]
  readonly outputArrangement: Arrangement
  readonly calls: readonly NamedCall[]
  /** The name of each layer, which its weights have too. */
  readonly layers: ReadonlyMap<LayerDefinition, string>
}

/** One tensor, a list of them, or several by name. */
export type Tensors = SymbolicTensor | readonly SymbolicTensor[] | { readonly [name: string]: SymbolicTensor }

/** Tensors in order, with the names that a record gives, or their places in a list. */
interface Arranged {
  readonly arrangement: Arrangement
  readonly entries: readonly (readonly [key: string, SymbolicTensor])[]
}

/** The tensors in order. Throws TypeError for what holds none, and for what is none. */
export const tensorsOf = (what: string, tensors: unknown): Arranged => {
  if (tensors instanceof SymbolicTensor) return { arrangement: 'one', entries: [['', tensors]] }
  const list = Array.isArray(tensors)
  if (
    typeof tensors !== 'object' ||
    tensors === null ||
    !(list || Object.getPrototypeOf(tensors) === Object.prototype)
  ) {
    throw new TypeError(
      `model: ${what} must be a tensor, a list of them, or an object of them by name, got ${describeGiven(tensors)}`,
    )
  }
  const entries = Object.entries(tensors)
  if (entries.length === 0)
    throw new TypeError(`model: ${what} must hold one tensor or more, got ${describeValue(tensors)}`)
  for (const [key, tensor] of entries) {
    if (tensor instanceof SymbolicTensor) continue
    throw new TypeError(
      `model: ${what}${list ? `[${key}]` : `.${key}`} must be a tensor of a model, got ${describeGiven(tensor)}`,
    )
  }
  return { arrangement: list ? 'list' : 'named', entries }
}

/**
 * The graph between some tensors. Throws TypeError for outputs that come from inputs which are not given, for inputs that no output
 * needs, and for names that meet.
 */
export const modelGraph = (inputs: unknown, outputs: unknown): ModelGraph => {
  const given = tensorsOf('inputs', inputs)
  const wanted = tensorsOf('outputs', outputs)
  const ends = new Set(given.entries.map(([, tensor]) => tensor))
  if (ends.size < given.entries.length) throw new TypeError('model: inputs holds one tensor twice; give each once')
  const calls = callsBehind(
    wanted.entries.map(([, tensor]) => tensor),
    ends,
  )
  const nameable = nameCalls(calls)
  const nameOfCall = new Map(nameable.calls.map(({ name, call }) => [call, name]))
  checkReached(given, ends, calls, wanted.entries)
  // a tensor at which the model is cut is named as if its layer were one of the model
  const cut = new Map<Call, string>()
  const sources = given.entries.flatMap(([, { source }]) => (source.kind === 'input' ? [source.name] : []))
  const inUse = new Set([...nameOfCall.values(), ...sources])
  const nameOf = (call: Call, isCut: boolean): string => {
    if (!isCut) return nameOfCall.get(call) ?? kindOf(call)
    const name = cut.get(call) ?? distinct(kindOf(call), inUse)
    cut.set(call, name)
    return name
  }
  const ownName = (tensor: SymbolicTensor): string => {
    const { source, index } = tensor
    if (source.kind === 'input') return source.name
    const name = nameOf(source, ends.has(tensor))
    return index === 0 ? name : `${name}/${source.further[index - 1]}`
  }
  const name = ({ arrangement, entries }: Arranged, taken: Set<string>): NamedTensor[] =>
    entries.map(([key, tensor]) => ({
      name: arrangement === 'named' ? key : distinct(ownName(tensor), taken),
      tensor,
    }))
  const named = name(given, new Set())
  return {
    inputs: named,
    inputArrangement: given.arrangement,
    // an output that is an input has another name there
    outputs: name(wanted, new Set(named.map(({ name }) => name))),
    outputArrangement: wanted.arrangement,
    ...nameable,
  }
}

/** `base`, or the first of `base_1`, `base_2`, … that is free; now taken. */
const distinct = (base: string, taken: Set<string>): string => {
  let name = base
  for (let count = 1; taken.has(name); count++) name = `${base}_${count}`
  taken.add(name)
  return name
}

const checkReached = (
  inputs: Arranged,
  given: ReadonlySet<SymbolicTensor>,
  calls: readonly Call[],
  outputs: readonly (readonly [string, SymbolicTensor])[],
): void => {
  const used = new Set([...calls.flatMap(({ inputs }) => inputs), ...outputs.map(([, tensor]) => tensor)])
  const missing = [...used].find((tensor) => tensor.source.kind === 'input' && !given.has(tensor))
  if (missing?.source.kind === 'input') {
    throw new TypeError(
      `model: an output comes from the input ${JSON.stringify(missing.source.name)} ${formatShape(missing.shape)}, which inputs does not hold; add it`,
    )
  }
  const unused = inputs.entries.find(([, tensor]) => !used.has(tensor))
  if (!unused) return
  const [key, { shape }] = unused
  const place = { one: 'inputs', list: `inputs[${key}]`, named: `inputs.${key}` }[inputs.arrangement]
  throw new TypeError(`model: no output comes from ${place}, a tensor ${formatShape(shape)}; leave it out`)
}

/** Runs a graph on something for each of its tensors: `visit` gives a call's outputs from its inputs. Returns what each tensor got. */
export const walkGraph = <T>(...walk: Parameters<typeof walking<T>>): ((tensor: SymbolicTensor) => T) =>
  atOnce(walking(...walk))

/** The same in slices. */
export function* walking<T>(
  { inputs, calls }: Pick<ModelGraph, 'inputs' | 'calls'>,
  given: readonly T[],
  visit: (call: NamedCall, inputs: readonly T[]) => readonly T[],
): Slices<(tensor: SymbolicTensor) => T> {
  const leaves = new Map(inputs.map(({ tensor }, i) => [tensor, given[i] as T]))
  const results = new Map<Call, readonly T[]>()
  const get = (tensor: SymbolicTensor): T => {
    const leaf = leaves.get(tensor)
    if (leaf !== undefined || tensor.source.kind === 'input') return leaf as T
    return results.get(tensor.source)?.[tensor.index] as T
  }
  for (const named of calls) {
    results.set(named.call, visit(named, named.call.inputs.map(get)))
    yield
  }
  return get
}

/** The outputs' shapes for inputs of these shapes, dims that the graph leaves open included. Throws ShapeError. */
export const outputShapesOf = (graph: ModelGraph, inputs: readonly ShapeValue[]): ShapeValue[] => {
  const types = inputs.map((shape, i): TensorType => ({ shape, dtype: (graph.inputs[i] as NamedTensor).tensor.dtype }))
  const typeOf = walkGraph(graph, types, ({ name, call }, given) =>
    naming(
      () => placeOf(graph, call, name),
      () => {
        const { made } = call
        if ('operation' in made)
          return [made.operation.run(...given.map(({ dtype, shape }) => input('', dtype, shape)))]
        const { shape, dtype } = given[0] as TensorType
        const output = {
          shape: made.layer.outputShape(shape),
          dtype: outputDType(made.layer, dtype),
        }
        const further = [...(made.layer.furtherOutputs?.(shape).values() ?? [])]
        return [output, ...further.map((dims) => ({ shape: dims, dtype: 'float32' }) as const)]
      },
    ),
  )
  return graph.outputs.map(({ tensor }) => typeOf(tensor).shape)
}

/** Where a call is in the model, for sentences. */
export const placeOf = ({ calls }: ModelGraph, call: Call, name: string): string =>
  `layer ${calls.findIndex((other) => other.call === call) + 1}, ${name}`
