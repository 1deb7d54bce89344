import { sizeOfShape } from '../../shapes/axes.js'
import { type Value, withScope } from '../ir/value.js'
import { choice } from '../lowering/choice.js'
import { mostJoined, rankedUpdates } from '../lowering/choices.js'
import * as ops from '../ops/index.js'
import { type Slices, takingEach } from '../slices.js'
import { isElementwise, type Optimizer, type Update, type UpdateSite } from './optimizer.js'
import { rowsOf } from './sparse-rows.js'

/** One weight to update; errors call it by its scope. */
export interface ScopedSite extends UpdateSite {
  readonly scope: string
}

/**
 * In slices, the updates of weights by one optimizer. Where it goes element by element, vectors, such as biases, may be updated as one, and so may
 * other small tensors whose rows are of one shape.
 */
export function* updatingAll(optimizer: Optimizer, sites: readonly ScopedSite[]): Slices<readonly Update[]> {
  const small = isElementwise(optimizer) ? sites.filter(isSmall) : []
  const alike = new Map<string, ScopedSite[]>()
  for (const site of small) {
    const row = site.type.shape.slice(1).join()
    const some = alike.get(row) ?? []
    some.push(site)
    alike.set(row, some)
  }
  const updates = new Map<ScopedSite, Update>()
  for (const some of alike.values()) {
    yield
    const together = some.length > 1 ? updateAlike(optimizer, some) : []
    for (const [i, update] of together.entries()) updates.set(some[i] as ScopedSite, update)
  }
  const all: Update[] = []
  yield* takingEach(sites, (site) => {
    all.push(updates.get(site) ?? withScope(site.scope, () => optimizer.update(site)))
  })
  return all
}

/** Whether a weight is small, all that is kept of it has its shape, and its gradient is not of some rows alone. */
const isSmall = ({ type: { shape }, slots, gradient }: ScopedSite): boolean =>
  shape.length > 0 &&
  (sizeOfShape(shape) as number) <= mostJoined &&
  Object.values(slots).every((slot) => slot.shape.join() === shape.join()) &&
  !rowsOf(gradient)

const updateAlike = (optimizer: Optimizer, sites: readonly ScopedSite[]): readonly Update[] => {
  const [{ type }] = sites as readonly [ScopedSite, ...ScopedSite[]]
  const slots = Object.keys(optimizer.slots(type))
  const values = [...new Set(sites.flatMap((site) => valuesOf(site, slots)))]
  const updated = alikeUpdates(ops, values, {
    optimizer: optimizer.name,
    shapes: sites.map(({ type: { shape } }) => shape),
    slots,
    update: optimizer.update,
    sitesOn: (given) => {
      const at = new Map(values.map((value, i) => [value, given[i] as Value]))
      return sites.map((site) => withValues(site, slots, (value) => at.get(value) as Value))
    },
  })
  return sites.map((_, i) => {
    const [weight, ...own] = updated.slice(i * (1 + slots.length))
    return { weight: weight as Value, slots: Object.fromEntries(slots.map((name, slot) => [name, own[slot] as Value])) }
  })
}

interface AlikeUpdates {
  readonly optimizer: string
  readonly shapes: readonly (readonly number[])[]
  /** The names of what it keeps of each. */
  readonly slots: readonly string[]
  readonly update: Optimizer['update']
  /** The weights, made of these values. */
  readonly sitesOn: (values: readonly Value[]) => readonly ScopedSite[]
}

/** The next values of weights and of what is kept of them, one weight behind the other, from all that they follow from. */
const alikeUpdates = choice<'joined' | 'apart', AlikeUpdates, readonly Value[]>({
  kind: 'updates of weights',
  ways: {
    joined: (o, values, { update, shapes, slots, sitesOn }) => {
      const sites = sitesOn(values)
      const [first] = sites as readonly [ScopedSite, ...ScopedSite[]]
      const sizes = shapes.map(([rows]) => rows as number)
      const join = (of: (site: ScopedSite) => Value) => o.concat(sites.map(of), 0)
      const whole = update({
        ...first,
        type: { name: first.type.name, shape: [sizes.reduce((a, b) => a + b), ...first.type.shape.slice(1)] },
        weight: join((site) => site.weight),
        undecayed: join((site) => site.undecayed),
        gradient: join((site) => site.gradient),
        slots: Object.fromEntries(slots.map((name) => [name, join((site) => site.slots[name] as Value)])),
      })
      const parts = updatedValues(whole, slots).map((value) => o.split(value, { axis: 0, sizes }))
      return sites.flatMap((_, i) => parts.map((part) => part[i] as Value))
    },
    apart: (_, values, { update, slots, sitesOn }) =>
      sitesOn(values).flatMap((site) => withScope(site.scope, () => updatedValues(update(site), slots))),
  },
  ranked: rankedUpdates,
})

const updatedValues = (update: Update, slots: readonly string[]): readonly Value[] => [
  update.weight,
  ...slots.map((name) => update.slots[name] as Value),
]

const valuesOf = (
  { weight, undecayed, gradient, slots, shared, learningRate, step }: ScopedSite,
  names: readonly string[],
): Value[] => [
  ...[weight, undecayed, gradient, learningRate, step],
  ...[...names.map((name) => slots[name] as Value), ...Object.values(shared)],
]

/** The site with another value in place of each. */
const withValues = (site: ScopedSite, names: readonly string[], at: (value: Value) => Value): ScopedSite => ({
  ...site,
  weight: at(site.weight),
  undecayed: at(site.undecayed),
  gradient: at(site.gradient),
  slots: Object.fromEntries(names.map((name) => [name, at(site.slots[name] as Value)])),
  shared: Object.fromEntries(Object.entries(site.shared).map(([name, value]) => [name, at(value)])),
  learningRate: at(site.learningRate),
  step: at(site.step),
})
