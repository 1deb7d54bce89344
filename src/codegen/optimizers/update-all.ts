import { type Value, withScope } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { isElementwise, type Optimizer, type Update, type UpdateSite } from './optimizer.js'

/** One weight to update; errors call it by its scope. */
export interface ScopedSite extends UpdateSite {
  readonly scope: string
}

/**
 * The updates of weights by one optimizer. Where it goes element by element, all vectors, such as biases, are updated as one,
 * joined end to end: a node on a few elements takes as long as it takes to start it.
 */
export const updateAll = (optimizer: Optimizer, sites: readonly ScopedSite[]): readonly Update[] => {
  const vectors = isElementwise(optimizer) ? sites.filter(isVector) : []
  const [first, ...others] = vectors
  const joined = first && others.length > 0 ? updateJoined(optimizer, first, vectors) : []
  const updates = new Map(joined.map((update, i) => [vectors[i], update]))
  return sites.map((site) => updates.get(site) ?? withScope(site.scope, () => optimizer.update(site)))
}

/** Whether a weight and all that is kept of it are vectors of one length. */
const isVector = ({ type: { shape }, slots }: ScopedSite): boolean =>
  shape.length === 1 && Object.values(slots).every((slot) => slot.shape.length === 1 && slot.shape[0] === shape[0])

const updateJoined = (optimizer: Optimizer, first: ScopedSite, sites: readonly ScopedSite[]): readonly Update[] => {
  const sizes = sites.map(({ type }) => type.shape[0] as number)
  const join = (of: (site: ScopedSite) => Value) => ops.concat(sites.map(of), 0)
  const { weight, slots } = optimizer.update({
    ...first,
    type: { name: first.type.name, shape: [sizes.reduce((a, b) => a + b)] },
    weight: join((site) => site.weight),
    undecayed: join((site) => site.undecayed),
    gradient: join((site) => site.gradient),
    slots: Object.fromEntries(
      Object.keys(first.slots).map((name) => [name, join((site) => site.slots[name] as Value)]),
    ),
  })
  const parts = (whole: Value) => ops.split(whole, { axis: 0, sizes })
  const weights = parts(weight)
  const bySlot = Object.entries(slots).map(([name, whole]) => [name, parts(whole)] as const)
  return sites.map((_, i) => ({
    weight: weights[i] as Value,
    slots: Object.fromEntries(bySlot.map(([name, own]) => [name, own[i] as Value])),
  }))
}
