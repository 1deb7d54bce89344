import type { Value } from '../../codegen/ir/value.js'
import { oneHotOf } from '../losses/probabilities.js'

/** Targets in the output's shape: class indices as rows with a 1 at the index. */
export const shapedAs = (output: Value, target: Value): Value =>
  target.shape.length < output.shape.length ? oneHotOf(target, output) : target
