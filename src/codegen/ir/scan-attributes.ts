import type { Body } from './body.js'
import { topologicalOrder } from './graph.js'
import type { Value } from './value.js'

export type ScanAttributes = {
  /** Parameters: states, one step of each sequence, captures. Results: next states, then what a step puts out. */
  readonly body: Body
  readonly states: number
  readonly sequences: number
  /** Whether it runs from the last step to the first; step i of what it puts out still belongs to step i of the sequences. */
  readonly reverse: boolean
  /** Whether a gradient may be asked for: then everything computed on the way is an output too. */
  readonly taped: boolean
}

/** What a gradient may ask for, beside the results: states before each step, and everything computed on the way. */
export const tapeOf = ({ body, states, taped }: ScanAttributes): readonly Value[] => {
  if (!taped) return []
  const computed = topologicalOrder(body.results).flatMap(({ outputs }) => outputs)
  return [...body.parameters.slice(0, states), ...computed]
}
