import type { LayerDefinition } from './layer-definition.js'
import type { Call, Nesting, SymbolicTensor } from './symbolic.js'

/** Keras's names: conv2d, conv2d_1, conv2d_2, … in snake case. */
export const automaticName = (kind: string, taken: ReadonlySet<string>, prefix = ''): string => {
  const base = prefix + kind.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
  let name = base
  for (let count = 1; taken.has(name); count++) name = `${base}_${count}`
  return name
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
 * Names for calls, given in order: the user's own, or automatic ones. A layer that is called again keeps its name for its weights;
 * its further calls are NAME/call_2, ….
 */
export const nameCalls = (calls: readonly Call[]): { calls: NamedCall[]; layers: Map<LayerDefinition, string> } => {
  const taken = new Set<string>()
  const layers = new Map<LayerDefinition, string>()
  const uses = new Map<LayerDefinition, number>()
  const nestings = new Map<Nesting, string>()
  const prefixOf = (within: readonly Nesting[]): string =>
    within.reduce((prefix, nesting) => {
      let name = nestings.get(nesting)
      if (name === undefined) {
        name = freeName(nesting.kind, nesting.name, prefix, taken)
        nestings.set(nesting, name)
      }
      return `${name}/`
    }, '')
  const named = calls.map((call): NamedCall => {
    const { made } = call
    const prefix = prefixOf(call.within)
    if ('layer' in made) {
      const known = layers.get(made.layer)
      if (known !== undefined) {
        const use = (uses.get(made.layer) ?? 1) + 1
        uses.set(made.layer, use)
        return { name: `${known}/call_${use}`, call }
      }
    }
    const given = 'layer' in made ? made.layer.name : undefined
    const name = freeName(kindOf(call), given, prefix, taken)
    if ('layer' in made) layers.set(made.layer, name)
    return { name, call }
  })
  return { calls: named, layers }
}

/** The user's own name or an automatic one, behind the prefix; now taken. */
const freeName = (kind: string, given: string | undefined, prefix: string, taken: Set<string>): string => {
  const name = given === undefined ? automaticName(kind, taken, prefix) : prefix + given
  if (taken.has(name)) {
    throw new TypeError(`${kind}: the model already has a layer named ${JSON.stringify(name)}; choose another name`)
  }
  taken.add(name)
  return name
}
