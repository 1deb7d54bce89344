import { formatShape } from '../shapes/format.js'
import { kindOf, type NamedCall } from './calls.js'
import type { ModelGraph } from './model-graph.js'
import type { Call, SymbolicTensor } from './symbolic.js'
import { countParameters, type Weight } from './weights.js'

const group = (n: number): string => n.toLocaleString('en-US')

/** One line of the table. */
interface Row {
  readonly name: string
  readonly kind: string
  readonly calls: readonly NamedCall[]
}

/** The table that Keras's `summary` prints: layer (type), output shapes, parameters; and, where layers branch, where each comes from. */
export const summarize = (graph: ModelGraph, weights: readonly Weight[]): string => {
  const rows = rowsOf(graph)
  const counted = new Set<Weight>()
  const body = [
    ...graph.inputs.map(({ name, tensor }) => [`${name} (input)`, formatShape(tensor.shape), '0', '']),
    ...rows.map(({ name, kind, calls }) => {
      const own = weights.filter(
        (weight) =>
          !counted.has(weight) &&
          calls.some(({ call }) => 'layer' in call.made && call.made.layer === weight.definition),
      )
      for (const weight of own) counted.add(weight)
      const shapes = (calls.at(-1) as NamedCall).call.shapes.map(formatShape).join(', ')
      return [`${name} (${kind})`, shapes, group(countParameters(own)), sourcesOf(graph, rows, calls)]
    }),
  ]
  const branches = isChain(graph) ? 3 : 4
  const header = ['Layer (type)', 'Output shape', 'Param #', 'Connected to']
  const trainable = countParameters(weights.filter(({ spec }) => spec.trainable))
  const total = countParameters(weights)
  return [
    ...table([header, ...body].map((row) => row.slice(0, branches))),
    `Total params: ${group(total)}`,
    `Trainable params: ${group(trainable)}`,
    `Non-trainable params: ${group(total - trainable)}`,
  ].join('\n')
}

/** A row for each call; one for all calls of a nested model. */
const rowsOf = ({ calls }: ModelGraph): Row[] => {
  const rows: Row[] = []
  const nested = new Map<object, NamedCall[]>()
  for (const named of calls) {
    const [outer] = named.call.within
    if (!outer) {
      rows.push({ name: named.name, kind: kindOf(named.call), calls: [named] })
      continue
    }
    const known = nested.get(outer)
    if (known) known.push(named)
    else {
      const own = [named]
      nested.set(outer, own)
      rows.push({ name: named.name.split('/')[0] as string, kind: outer.kind, calls: own })
    }
  }
  return rows
}

const isChain = ({ calls, inputs }: ModelGraph): boolean =>
  inputs.length === 1 &&
  calls.every(({ call }, i) => call.inputs.length === 1 && isFrom(call.inputs[0], calls[i - 1]?.call))

const isFrom = (tensor: SymbolicTensor | undefined, call: Call | undefined): boolean =>
  tensor !== undefined && (call ? tensor.source === call : true)

/** The names of what a row's inputs come from; of a nested model's, where several of its layers take the same, once. */
const sourcesOf = (graph: ModelGraph, rows: readonly Row[], calls: readonly NamedCall[]): string => {
  const own = new Set(calls.map(({ call }) => call))
  const from = calls.flatMap(({ call }) =>
    call.inputs.flatMap((tensor) => {
      const given = graph.inputs.find((input) => input.tensor === tensor)
      if (given) return given.name
      if (tensor.source.kind === 'input' || own.has(tensor.source)) return []
      const { source } = tensor
      return rows.find((row) => row.calls.some(({ call }) => call === source))?.name ?? []
    }),
  )
  return (calls.length > 1 ? [...new Set(from)] : from).join(', ')
}

const table = (rows: readonly (readonly string[])[]): string[] => {
  const [header, ...body] = rows as [readonly string[], ...(readonly string[])[]]
  const widths = header.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  const line = (left: string, middle: string, right: string) =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right
  const cells = (row: readonly string[]) =>
    `│ ${row.map((cell, i) => (i === 2 ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number))).join(' │ ')} │`
  return [line('┌', '┬', '┐'), cells(header), line('├', '┼', '┤'), ...body.map(cells), line('└', '┴', '┘')]
}
