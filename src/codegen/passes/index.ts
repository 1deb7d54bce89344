import type { Value } from '../ir/value.js'
import type { Slices } from '../slices.js'
import { fuseChannelAffines } from './channel-affines.js'
import { sharing } from './common-subexpressions.js'
import { dropCustomGradients } from './custom-gradients.js'
import { sinkingTransposes } from './transposes.js'

/** What every graph goes through before it is emitted, in order. */
const passes: readonly ((outputs: readonly Value[]) => Slices<Value[]>)[] = [
  dropCustomGradients,
  sinkingTransposes,
  sharing,
  fuseChannelAffines,
]

/** The values that replace the outputs, in slices. */
export function* passed(outputs: readonly Value[]): Slices<readonly Value[]> {
  let values = outputs
  for (const pass of passes) values = yield* pass(values)
  return values
}
