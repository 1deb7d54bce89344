import * as ops from '../../src/codegen/ops/index.js'
import * as optimizers from '../../src/codegen/optimizers/index.js'
import * as schedules from '../../src/codegen/schedules/index.js'
import { constraints } from '../../src/dsl/constraints.js'
import { initializers } from '../../src/dsl/initializers.js'
import { input } from '../../src/dsl/input.js'
import { layer, namedOptions } from '../../src/dsl/layer.js'
import type { Loss } from '../../src/dsl/losses/loss.js'
import type { AnyOptimizer } from '../../src/dsl/optimizer-groups.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import golden from '../golden/optimizers.json' with { type: 'json' }
import scheduleFree from '../golden/schedule-free.json' with { type: 'json' }
import type { Golden } from './evaluate.js'

interface Setting {
  readonly starts: readonly Golden[]
  readonly gradients: readonly (readonly Golden[])[]
}

interface Made {
  readonly optimizer: string
  readonly options: Readonly<Record<string, unknown>>
}

/** Ten steps that Keras has taken, as a golden file holds them. */
export interface Case extends Made {
  readonly constraints: Readonly<Record<string, { constraint: keyof typeof constraints; options: object }>>
  /** null where there are several. */
  readonly learningRate: number | null
  readonly first: readonly Golden[]
  readonly last: readonly Golden[]
  readonly final: readonly Golden[] | null
}

export const [setting, ...cases] = [...golden, ...scheduleFree] as unknown as readonly [Setting, ...Case[]]

const { multiOptimizer, ...all } = optimizers
/** Those that are for all weights. */
export const single = all
const factories: Readonly<Record<string, (options: object) => AnyOptimizer>> = { ...single }
const scheduleFactories: Readonly<Record<string, (options: never) => schedules.Schedule>> = { ...schedules }

export const made = ({ optimizer, options }: Made): AnyOptimizer => {
  if (optimizer === 'multiOptimizer') {
    const { defaultOptimizer, optimizerMap } = options as { defaultOptimizer: Made; optimizerMap: Record<string, Made> }
    return multiOptimizer({
      defaultOptimizer: made(defaultOptimizer) as optimizers.Optimizer,
      optimizerMap: Object.fromEntries(
        Object.entries(optimizerMap).map(([key, one]) => [`variables/${key}`, made(one) as optimizers.Optimizer]),
      ),
    })
  }
  const { learningRate: rate } = options as { learningRate?: number | { schedule: string; options: never } }
  const scheduled = typeof rate === 'object' && { learningRate: scheduleFactories[rate.schedule]?.(rate.options) }
  return factories[optimizer]?.({ ...options, ...scheduled }) as AnyOptimizer
}

const sizes = setting.starts.map(({ data }) => data.length)
const total = sizes.reduce((a, b) => a + b)

/** A layer with variables that multiply the inputs one by one: with the sum as loss, the inputs are the gradients. */
const variables = (constrained: Case['constraints']) =>
  layer('variables', { name: 'variables' }, namedOptions, {
    outputShape: (shape) => shape,
    weights: () =>
      setting.starts.map(({ shape }, i) => {
        const one = constrained[`v${i}`]
        return {
          name: `v${i}`,
          shape,
          initializer: initializers.constant(0),
          regularizer: undefined,
          constraint: one && constraints[one.constraint](one.options),
          trainable: true,
        }
      }),
    call: (x, { weight }) =>
      ops.mul(
        x,
        ops.concat(
          sizes.map((size, i) => ops.reshape(weight(`v${i}`), [size])),
          0,
        ),
      ),
  })

export const sum: Loss<'sameShape'> = {
  name: 'sum',
  target: 'sameShape',
  call: (target, output) => ops.reduceSum(ops.add(output, target), { axes: [-1] }),
}

export const modelOf = (constrained: Case['constraints']) => sequential(input([total])).pipe(variables(constrained))
export const x = new Tensor(
  Float32Array.from(setting.gradients.flatMap((step) => step.flatMap(({ data }) => data))),
  [setting.gradients.length, total],
  'float32',
)
export const target = new Tensor(new Float32Array(x.data.length), x.shape as [number, number], 'float32')
