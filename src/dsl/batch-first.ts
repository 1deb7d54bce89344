import { checkBatchFirst } from '../shapes/batch-first.js'
import type { ModelGraph } from './model-graph.js'

/** Throws TypeError for an output whose first axis is not that of the inputs. */
export const requireBatchFirst = (call: string, { inputs, outputs, outputArrangement }: ModelGraph): void =>
  checkBatchFirst(
    call,
    inputs.map(({ tensor }) => tensor.shape),
    outputs.map(({ name, tensor: { shape } }, i) => ({
      name: { one: 'output', list: `outputs[${i}]`, named: `outputs.${name}` }[outputArrangement],
      shape,
    })),
  )
