import type { Value } from '../ir/value.js'
import type { Slices } from '../slices.js'
import { fuseChannelAffines } from './channel-affines.js'
import { sharing } from './common-subexpressions.js'
import { dropCustomGradients } from './custom-gradients.js'
import { sinkingTransposes } from './transposes.js'

/** Gives the values that replace the outputs, in slices. */
export type Pass = (outputs: readonly Value[]) => Slices<readonly Value[]>

/** What every graph goes through before it is emitted, in order. */
const passes: readonly Pass[] = [dropCustomGradients, sinkingTransposes, sharing, fuseChannelAffines]

/** The values that replace the outputs after all of them, and further ones. */
export function* passed(outputs: readonly Value[], further: readonly Pass[] = []): Slices<readonly Value[]> {
  let values = outputs
  for (const pass of [...passes, ...further]) values = yield* pass(values)
  return values
}
