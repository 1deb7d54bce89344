import { input, type Value } from '../codegen/ir/value.js'
import type { DimValue } from '../shapes/dim.js'
import type { NamedLayer } from './forward.js'
import type { Model } from './sequential.js'

/** Inputs for the states of recurrent layers, [batch, units], by full name such as `lstm/h`. */
export const statesOf = (
  { input: { shape } }: Pick<Model, 'input'>,
  layers: readonly NamedLayer[],
): Map<string, Value> => {
  const [batch] = shape as readonly [DimValue]
  return new Map(
    layers.flatMap(({ name: layer, definition: { recurrence } }) =>
      (recurrence?.stateNames ?? []).map((state) => {
        const name = `${layer}/${state}`
        return [name, input(name, 'float32', [batch, recurrence?.units as number])] as const
      }),
    ),
  )
}

/**
 * The same, for a series that comes piece by piece: of the layers up to the first that gives no more than its last step, behind
 * which there is no such series any more. Throws TypeError for a model without such layers, and for one with a layer that must
 * see the whole series.
 */
export const streamedStates = (model: Model): Map<string, Value> => {
  const { layers } = model
  const over = layers.findIndex(({ definition: { recurrence } }) => recurrence && !recurrence.returnSequences)
  const overTime = over < 0 ? layers : layers.slice(0, over + 1)
  const states = statesOf(model, overTime)
  const call = 'exportInference: states: true'
  if (states.size === 0) throw new TypeError(`${call} needs a recurrent layer, such as lstm(64); the model has none`)
  const whole = overTime.find(({ definition: { recurrence, stepwise } }) =>
    recurrence ? recurrence.goBackwards : !stepwise,
  )
  if (!whole) return states
  throw new TypeError(
    `${call} needs layers that take a series step by step, but ${whole.name} (${whole.definition.kind}) sees all of it at once`,
  )
}
