import type { Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { choice } from './choice.js'
import { rankedStandardizations } from './choices.js'

interface Standardization {
  /** Ascending. */
  readonly axes: readonly number[]
  readonly epsilon: number
}

type Standardized = readonly [y: Value, root: Value]

/** (x - mean) / root over some axes, and root, which has 1 in place of those: √(biased variance + epsilon). */
export const standardization = (o: Ops, x: Value, over: Standardization): Standardized => ways(o, [x], over)

const ways = choice<'parts' | 'operator', Standardization, Standardized>({
  kind: 'standardization',
  ways: {
    parts: (o, [x], { axes, epsilon }) => {
      const mean = (values: Value) => o.reduceMean(values, { axes, keepDims: true })
      const centred = o.sub(x as Value, mean(x as Value))
      const root = o.sqrt(o.add(mean(o.mul(centred, centred)), epsilon))
      return [o.div(centred, root), root]
    },
    operator: (o, [x], { axes, epsilon }) => {
      const [y, , inverse] = o.layerNormalization(x as Value, axes[0] as number, epsilon)
      return [y, o.div(1, inverse)]
    },
  },
  ranked: rankedStandardizations,
})
