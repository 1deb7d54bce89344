import { gradients } from '../../src/codegen/autodiff.js'
import { type Value, withScope } from '../../src/codegen/ir/value.js'
import { resolveActivation } from '../../src/dsl/activations.js'
import { type LossName, losses } from '../../src/dsl/losses/index.js'
import type { Loss } from '../../src/dsl/losses/loss.js'
import { figuresOf } from '../../src/dsl/objective.js'
import golden from '../golden/losses.json' with { type: 'json' }
import more from '../golden/losses-more.json' with { type: 'json' }
import type { Golden } from './evaluate.js'

/** A loss that Keras has run, as a golden file holds it. */
export interface Case {
  readonly loss: LossName
  readonly options: object
  readonly head: 'softmax' | 'sigmoid' | null
  readonly target: Golden
  readonly x: Golden
  readonly values: Golden
  readonly value: number
  readonly gradient: Golden
}

export const cases = [...golden, ...more.filter(({ kind }) => kind === 'values')] as unknown as readonly Case[]
const lossOf = ({ loss, options }: Case): Loss => (losses[loss] as (options: object) => Loss)(options)

/** The loss of the whole batch, as a model's graph has it. */
const wholeOf = (one: Case, y: Value, output: Value): Value => {
  const judged = { index: 0, loss: lossOf(one), weight: 1, metrics: [], figure: undefined, target: undefined as never }
  const pass = { outputs: [{ value: output, mask: undefined }], penalties: [] }
  return figuresOf([{ judged, y, sampleWeight: undefined }], pass).get('loss') as Value
}

/** The values, their mean, and its gradient, of x and a target. */
export const lossCaseOutputs = (one: Case, x: Value, target: Value): Readonly<Record<string, Value>> => {
  const output = one.head ? resolveActivation(one.head)(x) : x
  const value = wholeOf(one, target, output)
  const values = withScope('loss', () => lossOf(one).call(target, output))
  return { values, value, gradient: gradients(value, [x])[0] as Value }
}
