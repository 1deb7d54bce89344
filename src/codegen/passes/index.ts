import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import type { Slices } from '../slices.js'
import { fusedChannelAffines } from './channel-affines.js'
import { sharing } from './common-subexpressions.js'
import { sinkingTransposes } from './transposes.js'

/** Gives the values that replace the outputs, in slices. */
export type Pass = (outputs: readonly Value[]) => Slices<readonly Value[]>

/** What every graph goes through before it is emitted, in order: few, since each makes most nodes anew. */
const passes: readonly Pass[] = [
  // how to differentiate need not be told any more
  (outputs) => sinkingTransposes(outputs, ops.customGradient.rule),
  (outputs) => sharing(outputs, fusedChannelAffines(outputs)),
]

/** The values that replace the outputs after all of them, and further ones. */
export function* passed(outputs: readonly Value[], further: readonly Pass[] = []): Slices<readonly Value[]> {
  let values = outputs
  for (const pass of [...passes, ...further]) values = yield* pass(values)
  return values
}
