import { onnxSchema } from './schema.js'

/** A node as viewers of graphs show it. */
export interface ShownNode {
  readonly name: string
  /** The operator; 'Placeholder' for what a run is fed, 'Const' for what the model holds. */
  readonly op: string
  /** The nodes whose outputs it takes: their names, with `:1` behind for the second output of one. */
  readonly inputs: readonly string[]
  /** Of a placeholder; dims that are not known are -1. */
  readonly shape?: readonly number[] | undefined
}

/** The nodes of an ONNX model, without those within its loops. */
export const shownNodes = (model: Uint8Array): readonly ShownNode[] => {
  const { node, input, initializer } = onnxSchema().ModelProto.decode(model).graph ?? {}
  /** The node behind each value, and which of its outputs it is. */
  const sources = new Map<string, string>()
  const taken = new Set<string>()
  const named = (wanted: string, values: readonly string[]): string => {
    let name = wanted.replaceAll(':', '_')
    while (taken.has(name)) name += '_'
    taken.add(name)
    for (const [i, value] of values.entries()) sources.set(value, i === 0 ? name : `${name}:${i}`)
    return name
  }
  const own = (name: string | null | undefined): string => named(name ?? '', [name ?? ''])
  const fed = (input ?? []).map(({ name, type }) => ({
    name: own(name),
    op: 'Placeholder',
    inputs: [],
    shape: type?.tensorType?.shape?.dim?.map((dim) => (dim.dimParam ? -1 : Number(dim.dimValue ?? -1))),
  }))
  const held = (initializer ?? []).map(({ name }) => ({ name: own(name), op: 'Const', inputs: [] }))
  // names first: a graph of another writer may not be in order
  const nodes = (node ?? []).map((one) => ({ ...one, name: named(one.name || (one.opType ?? ''), one.output ?? []) }))
  const computed = nodes.map(({ name, opType, input: values }) => ({
    name,
    op: opType ?? '',
    inputs: (values ?? []).flatMap((value) => sources.get(value) ?? []),
  }))
  return [...fed, ...held, ...computed]
}
