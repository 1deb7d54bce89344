import { type DimValue, ShapeError, type ShapeValue } from '../../shapes/dim.js'
import { Body, closeBody, requireSameType } from '../ir/body.js'
import { defineOp, type OpRule } from '../ir/op.js'
import { type ScanAttributes, tapeOf } from '../ir/scan-attributes.js'
import { apply, type TensorType, type Value } from '../ir/value.js'
import { scanGradient } from '../lowering/scan-gradient.js'

const rule: OpRule<ScanAttributes> = {
  name: 'scan',
  infer: (inputs, attributes) => {
    const { body, states, sequences } = attributes
    const steps = inputs.slice(states, states + sequences).map(stepOf)
    const length = inputs[states]?.shape[0] as DimValue
    for (const [i, given] of [...inputs.slice(0, states), ...steps, ...inputs.slice(states + sequences)].entries())
      requireSameType(`scan: parameter ${i}`, body.parameters[i] as Value, given)
    for (const [i, next] of body.results.slice(0, states).entries())
      requireSameType(`scan: state ${i}`, inputs[i] as Value, next)
    const stacked = ({ dtype, shape }: TensorType) => ({ dtype, shape: [length, ...shape] as ShapeValue })
    return [...body.results.slice(0, states), ...[...body.results.slice(states), ...tapeOf(attributes)].map(stacked)]
  },
  emit: ({ node, inputs, outputs, subgraph, fresh, attributes }) => {
    const { body, states, sequences, reverse } = attributes
    const given = states + sequences
    const all = [...body.results, ...tapeOf(attributes)]
    const kept = all.map((_, i) => i).filter((i) => i < states || outputs[i])
    const direction = (count: number) => Array<number>(count).fill(Number(reverse))
    node(
      'Scan',
      inputs.slice(0, given),
      {
        num_scan_inputs: sequences,
        body: subgraph(
          body,
          kept.map((i) => all[i] as Value),
          inputs.slice(given),
        ),
        scan_input_directions: direction(sequences),
        ...(kept.length > states && { scan_output_directions: direction(kept.length - states) }),
      },
      kept.map((i) => outputs[i] || fresh()),
    )
  },
  vjp: (o, _, site) => scanGradient(o, site),
}

const stepOf = ({ dtype, shape }: Value): TensorType => {
  if (shape.length === 0) throw new ShapeError('scan: expected a sequence [time, …], got a scalar')
  return { dtype, shape: shape.slice(1) }
}

export interface ScanOptions {
  /** The states before the first step. */
  readonly states: readonly Value[]
  /** Tensors [time, …], one step of each at a time; at least one. */
  readonly sequences: readonly Value[]
  readonly reverse?: boolean
  /** False where no gradient will be asked for, which spares a large step much; default true. */
  readonly taped?: boolean
  /** A step: leaves for the states and for one step of each sequence, and on them the next states and what it puts out. */
  readonly parameters: readonly Value[]
  readonly results: readonly Value[]
  /** All leaves that it reads beside those, inputs or parameters of the graph around it; looked for where this is left out. */
  readonly captures?: readonly Value[]
}

/** Repeats a step over time. Returns the last states, then [time, …] of each thing that a step puts out. */
export const scan = defineOp(rule, (options: ScanOptions): readonly Value[] => {
  const { states, sequences, reverse = false, taped = true, parameters, results } = options
  const { body, captures } = options.captures
    ? { body: new Body([...parameters, ...options.captures], results), captures: options.captures }
    : closeBody(parameters, results)
  const attributes: ScanAttributes = { body, states: states.length, sequences: sequences.length, reverse, taped }
  return apply(rule, [...states, ...sequences, ...captures], attributes)
})
