import type { Value } from '../ir/value.js'
import { fuseChannelAffines } from './channel-affines.js'
import { shareSubexpressions } from './common-subexpressions.js'
import { dropCustomGradients } from './custom-gradients.js'
import { sinkTransposes } from './transposes.js'

/** What every graph goes through before it is emitted, in order: each gives the values that replace the outputs. */
export const passes: readonly ((outputs: readonly Value[]) => Value[])[] = [
  dropCustomGradients,
  sinkTransposes,
  shareSubexpressions,
  fuseChannelAffines,
]
