import type { LayerDefinition } from './layer-definition.js'
import type { Call, Nesting, SymbolicTensor } from './symbolic.js'

/** The names of a model, each of which is there once. */
export class Names {
  private readonly taken = new Set<string>()
  /** How often an automatic name was looked for behind each base: all before are taken. */
  private readonly counts = new Map<string, number>()

  /** Keras's names, behind the prefix: conv2d, conv2d_1, conv2d_2, … in snake case; the first that is free and not kept back. Now taken. */
  automatic(kind: string, prefix = '', keptBack: ReadonlySet<string> = new Set()): string {
    const snake = kind.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
    const base = prefix + snake
    let count = this.counts.get(base) ?? 0
    const at = (name: string) => (count === 0 ? name : `${name}_${count}`)
    while (this.taken.has(at(base)) || keptBack.has(at(snake))) count++
    const name = at(base)
    this.counts.set(base, count + 1)
    this.taken.add(name)
    return name
  }

  /** The user's own name, behind the prefix; now taken. Throws TypeError where it is already. */
  given(kind: string, given: string, prefix = ''): string {
    const name = prefix + given
    if (this.taken.has(name)) {
      throw new TypeError(`${kind}: the model already has a layer named ${JSON.stringify(name)}; choose another name`)
    }
    this.taken.add(name)
    return name
  }
}

/** The name of what was called: of a layer's kind, or of an operation. */
export const kindOf = ({ made }: Call): string => ('layer' in made ? made.layer.kind : made.operation.kind)

/** All calls that the tensors come from, in the order in which they were made; `ends` are not looked behind. */
export const callsBehind = (
  tensors: Iterable<SymbolicTensor>,
  ends: ReadonlySet<SymbolicTensor> = new Set(),
): readonly Call[] => {
  const found = new Set<Call>()
  const open = [...tensors]
  for (let tensor = open.pop(); tensor; tensor = open.pop()) {
    const { source } = tensor
    if (source.kind === 'input' || ends.has(tensor) || found.has(source)) continue
    found.add(source)
    open.push(...source.inputs)
  }
  return [...found].sort((a, b) => a.order - b.order)
}

/** A call under its own name, which begins with those of the models that it is in. */
export interface NamedCall {
  readonly name: string
  readonly call: Call
}

/**
 * Names for calls, given in order: the user's own, or automatic ones, of which those of operations go round the user's. A layer that
 * is called again keeps its name for its weights; its further calls are NAME/call_2, ….
 */
export const nameCalls = (calls: readonly Call[]): { calls: NamedCall[]; layers: Map<LayerDefinition, string> } => {
  const names = new Names()
  const own = ownNames(calls)
  const layers = new Map<LayerDefinition, string>()
  const uses = new Map<LayerDefinition, number>()
  const prefixOf = prefixes(names)
  const named = calls.map((call): NamedCall => {
    const { made, within } = call
    const prefix = prefixOf(within)
    if ('operation' in made) return { name: names.automatic(made.operation.kind, prefix, own.get(within.at(-1))), call }
    const { layer } = made
    if (layer.ofModel) {
      layers.set(layer, prefix.slice(0, -1))
      return { name: names.automatic(layer.kind, prefix), call }
    }
    const known = layers.get(layer)
    if (known !== undefined) {
      const use = (uses.get(layer) ?? 1) + 1
      uses.set(layer, use)
      return { name: `${known}/call_${use}`, call }
    }
    const name =
      layer.name === undefined ? names.automatic(layer.kind, prefix) : names.given(layer.kind, layer.name, prefix)
    layers.set(layer, name)
    return { name, call }
  })
  return { calls: named, layers }
}

/** What begins the names of calls in nested models, which are named as they come. A model has one name wherever it is in another. */
const prefixes = (names: Names): ((within: readonly Nesting[]) => string) => {
  const known = new Map<string, Map<Nesting, string>>()
  const nameOf = (nesting: Nesting, prefix: string): string => {
    const here = known.get(prefix) ?? new Map<Nesting, string>()
    known.set(prefix, here)
    const { kind, name } = nesting
    const found =
      here.get(nesting) ?? (name === undefined ? names.automatic(kind, prefix) : names.given(kind, name, prefix))
    here.set(nesting, found)
    return found
  }
  return (within) => within.reduce((prefix, nesting) => `${nameOf(nesting, prefix)}/`, '')
}

/** The names that users gave to layers and models, by the model that they are in. */
const ownNames = (calls: readonly Call[]): ReadonlyMap<Nesting | undefined, ReadonlySet<string>> => {
  const own = new Map<Nesting | undefined, Set<string>>()
  const add = (model: Nesting | undefined, name: string | undefined) => {
    if (name === undefined) return
    own.set(model, (own.get(model) ?? new Set()).add(name))
  }
  for (const { made, within } of calls) {
    for (const [i, nesting] of within.entries()) add(within[i - 1], nesting.name)
    if ('layer' in made) add(within.at(-1), made.layer.name)
  }
  return own
}
