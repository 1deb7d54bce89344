import type { DType } from '../codegen/ir/value.js'
import type { InputSpec } from '../runtime/program.js'
import type { NamedCall } from './calls.js'
import type { ModelGraph, NamedTensor } from './model-graph.js'
import { isFloat } from './operations/promote.js'
import type { Call, Operation, SymbolicTensor } from './symbolic.js'

type Ids = NonNullable<InputSpec['ids']>

/**
 * The ids that each input holds, by the layers that take them. Throws TypeError for a layer of ids that is given computed numbers,
 * and for an input that cannot hold its ids.
 */
export const idsOfInputs = (graph: ModelGraph): Map<SymbolicTensor, Ids | null> => {
  const originsOf = originFinder(graph.inputs)
  const uses = new Map(graph.inputs.map(({ tensor }) => [tensor, [] as Use[]]))
  const use = (tensor: SymbolicTensor, ids?: Ids): void => {
    for (const { input, whole } of originsOf(tensor)) if (input) uses.get(input.tensor)?.push({ whole, ids })
  }
  for (const named of graph.calls) {
    const [first, ...others] = named.call.inputs as [SymbolicTensor, ...SymbolicTensor[]]
    if (movesOf(named.call)) continue
    use(first, idsTakenBy(graph, named, originsOf(first)))
    for (const tensor of others) use(tensor)
  }
  for (const { tensor } of graph.outputs) use(tensor)
  return new Map([...uses].map(([tensor, own]) => [tensor, agreedIds(own)]))
}

/** Something that takes an input, whole or in part: a layer of ids, or anything else. */
interface Use {
  readonly whole: boolean
  readonly ids: Ids | undefined
}

/**
 * Where layers take all of an input, it holds the ids of the one with the fewest. Where they take parts of it, nothing tells which
 * elements are whose: then it holds those of the one with the most, unless something else takes parts too.
 */
const agreedIds = (uses: readonly Use[]): Ids | null => {
  const ascending = (of: readonly Use[]) => of.flatMap(({ ids }) => ids ?? []).sort((a, b) => a.count - b.count)
  const whole = ascending(uses.filter(({ whole }) => whole))
  if (whole[0]) return whole[0]
  return uses.every(({ ids }) => ids) ? (ascending(uses).at(-1) ?? null) : null
}

/** Where elements of a tensor come from: an input, or a call that computes them. */
interface Origin {
  readonly input?: NamedTensor
  /** Whether all elements of the input are there. */
  readonly whole: boolean
  readonly computed?: { readonly by: Call; readonly dtype: DType }
}

const originFinder = (inputs: readonly NamedTensor[]): ((tensor: SymbolicTensor) => readonly Origin[]) => {
  const known = new Map<SymbolicTensor, readonly Origin[]>(
    inputs.map((input) => [input.tensor, [{ input, whole: true }]]),
  )
  const find = (tensor: SymbolicTensor): readonly Origin[] => {
    const { source, dtype } = tensor
    if (source.kind === 'input') return []
    const moves = movesOf(source)
    if (!moves) return [{ computed: { by: source, dtype }, whole: true }]
    const found = source.inputs.flatMap(originsOf)
    return moves === 'all' ? distinct(found) : distinct(found.map((origin) => ({ ...origin, whole: false })))
  }
  const originsOf = (tensor: SymbolicTensor): readonly Origin[] => {
    const origins = known.get(tensor) ?? find(tensor)
    known.set(tensor, origins)
    return origins
  }
  return originsOf
}

/** Each once, however often the same parts are joined. */
const distinct = (origins: readonly Origin[]): readonly Origin[] =>
  origins.filter(
    (one, i) =>
      origins.findIndex(
        (other) => other.input === one.input && other.whole === one.whole && other.computed?.by === one.computed?.by,
      ) === i,
  )

/** Whether a call only moves elements, all or some, or makes other numbers of whole ones. */
const movesOf = ({ made, inputs }: Call): Operation['moves'] => {
  if ('layer' in made) return made.layer.takes === 'anything' ? 'all' : undefined
  const { kind, moves } = made.operation
  return kind === 'cast' && !isFloat((inputs[0] as SymbolicTensor).dtype) ? 'all' : moves
}

/** The ids of a layer that takes some, from where its input comes from. */
const idsTakenBy = ({ calls }: ModelGraph, { name, call }: NamedCall, given: readonly Origin[]): Ids | undefined => {
  const count = 'layer' in call.made ? call.made.layer.ids : undefined
  if (count === undefined) return undefined
  const layer = `${name} (layer ${calls.findIndex((other) => other.call === call) + 1})`
  for (const { input, computed } of given) {
    // ids that are computed as integers are the user's own business; the runtime checks them where they are used
    if (computed?.dtype === 'float32') {
      const between = calls.find(({ call: other }) => other === computed.by)?.name
      throw new TypeError(
        `compile: ${layer} takes ids, but ${between} before it gives other numbers; put ${name} first`,
      )
    }
    if (input?.tensor.dtype === 'float32' && count > 2 ** 24) {
      throw new TypeError(
        `compile: ${name} takes ${count} ids, and float32 holds integers up to 2^24; use input(…, { dtype: 'int32' })`,
      )
    }
  }
  return { layer, count }
}
