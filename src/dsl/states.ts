import { input, type Value } from '../codegen/ir/value.js'
import type { NamedCall } from './calls.js'
import type { LayerDefinition } from './layer-definition.js'
import type { ModelGraph } from './model-graph.js'

const layerOf = ({ call: { made } }: NamedCall): LayerDefinition | undefined =>
  'layer' in made ? made.layer : undefined

/** Inputs for the states of recurrent layers, [batch, units], by full name such as `lstm/h`. */
export const statesOf = (calls: readonly NamedCall[]): Map<string, Value> =>
  new Map(
    calls.flatMap((named) => {
      const { recurrence } = layerOf(named) ?? {}
      const batch = named.call.inputs[0]?.shape[0] ?? null
      return (recurrence?.stateNames ?? []).map((state) => {
        const name = `${named.name}/${state}`
        return [name, input(name, 'float32', [batch, recurrence?.units as number])] as const
      })
    }),
  )

const call = 'exportInference: states: true'

/**
 * The same, for a series that comes piece by piece: of the layers up to the first that gives no more than its last step, behind
 * which there is no such series any more. Throws TypeError for a model without such layers, for one with branches, and for one with
 * a layer that must see the whole series.
 */
export const streamedStates = ({ calls }: ModelGraph): Map<string, Value> => {
  const over = calls.findIndex((named) => {
    const { recurrence } = layerOf(named) ?? {}
    return recurrence && !recurrence.returnSequences
  })
  const overTime = over < 0 ? calls : calls.slice(0, over + 1)
  const states = statesOf(overTime)
  if (states.size === 0) throw new TypeError(`${call} needs a recurrent layer, such as lstm(64); the model has none`)
  const attending = overTime.find(({ call: { within } }) => within.at(-1)?.attends)
  if (attending)
    throw new TypeError(seesAll(attending.name.replace(/\/[^/]*$/, ''), attending.call.within.at(-1)?.kind))
  const branch =
    overTime.find(
      ({ call: { inputs } }, i) => inputs.length > 1 || (i > 0 && inputs[0]?.source !== calls[i - 1]?.call),
    ) ?? (over < 0 ? undefined : besides(calls.slice(over)))
  if (branch) throw new TypeError(`${call} needs layers one after the other, but ${branch.name} has another input`)
  const whole = overTime.find((named) => {
    const layer = layerOf(named)
    return layer?.recurrence ? layer.recurrence.goBackwards : !layer?.stepwise
  })
  if (!whole) return states
  throw new TypeError(seesAll(whole.name, layerOf(whole)?.kind ?? whole.name))
}

const seesAll = (name: string, kind: string | undefined): string =>
  `${call} needs layers that take a series step by step, but ${name} (${kind}) sees all of it at once`

/** The first of the calls with an input that does not come from the first of them alone. */
const besides = ([first, ...calls]: readonly NamedCall[]): NamedCall | undefined => {
  const behind = new Set<unknown>([first?.call])
  return calls.find(({ call }) => {
    behind.add(call)
    return !call.inputs.every(({ source }) => behind.has(source))
  })
}
