import { type Value, withScope } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { isElementwise, type Optimizer, type Update, type UpdateSite } from './optimizer.js'

/** One weight to update; errors call it by its scope. */
export interface ScopedSite extends UpdateSite {
  readonly scope: string
}

/** A tensor of several axes is joined with others where it has no more elements. */
const few = 1024

/**
 * The updates of weights by one optimizer. Where it goes element by element, all vectors, such as biases, are updated as one, joined
 * end to end, and so are small tensors whose rows are of one shape: a node on a few elements takes as long as it takes to start it.
 */
export const updateAll = (optimizer: Optimizer, sites: readonly ScopedSite[]): readonly Update[] => {
  const alike = new Map<string, ScopedSite[]>()
  for (const site of isElementwise(optimizer) ? sites.filter(isJoinable) : []) {
    const row = site.type.shape.slice(1).join()
    alike.set(row, [...(alike.get(row) ?? []), site])
  }
  const updates = new Map<ScopedSite, Update>()
  for (const some of alike.values()) {
    const joined = some.length > 1 ? updateJoined(optimizer, some) : []
    for (const [i, update] of joined.entries()) updates.set(some[i] as ScopedSite, update)
  }
  return sites.map((site) => updates.get(site) ?? withScope(site.scope, () => optimizer.update(site)))
}

/** Whether a weight is a vector, or small, and all that is kept of it is of its shape. */
const isJoinable = ({ type: { shape }, slots }: ScopedSite): boolean =>
  (shape.length === 1 || (shape.length > 1 && shape.reduce((a, b) => a * b) <= few)) &&
  Object.values(slots).every((slot) => slot.shape.join() === shape.join())

const updateJoined = (optimizer: Optimizer, sites: readonly ScopedSite[]): readonly Update[] => {
  const [first] = sites as readonly [ScopedSite, ...ScopedSite[]]
  const { name, shape } = first.type
  const sizes = sites.map(({ type }) => type.shape[0] as number)
  const join = (of: (site: ScopedSite) => Value) => ops.concat(sites.map(of), 0)
  const { weight, slots } = optimizer.update({
    ...first,
    type: { name, shape: [sizes.reduce((a, b) => a + b), ...shape.slice(1)] },
    weight: join((site) => site.weight),
    undecayed: join((site) => site.undecayed),
    gradient: join((site) => site.gradient),
    slots: Object.fromEntries(
      Object.keys(first.slots).map((slot) => [slot, join((site) => site.slots[slot] as Value)]),
    ),
  })
  const parts = (whole: Value) => ops.split(whole, { axis: 0, sizes })
  const weights = parts(weight)
  const bySlot = Object.entries(slots).map(([slot, whole]) => [slot, parts(whole)] as const)
  return sites.map((_, i) => ({
    weight: weights[i] as Value,
    slots: Object.fromEntries(bySlot.map(([slot, own]) => [slot, own[i] as Value])),
  }))
}
