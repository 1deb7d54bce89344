import { type Value, withScope } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import type { Weight } from './weights.js'

interface Average {
  readonly weight: Weight
  readonly value: Value
  readonly momentum: number
}

/**
 * Weights that training moves without a gradient, each towards a value: it keeps the share `momentum` of itself. Those of one momentum
 * are moved as one, joined end to end: a node on a few elements takes as long as it takes to start it.
 */
export class Averages {
  private readonly joined: Average[] = []
  private readonly moved = new Map<string, Value>()

  add(weight: Weight, value: Value, momentum: number): void {
    const before = this.nextOf(weight.name)
    const flat = ops.reshape(value, weight.spec.shape)
    if (before) this.moved.set(weight.name, towards(before, flat, momentum))
    else this.joined.push({ weight, value: flat, momentum })
  }

  /** What a weight is after what has been added so far; undefined for one that nothing moves. */
  nextOf(name: string): Value | undefined {
    const at = this.joined.findIndex(({ weight }) => weight.name === name)
    const [one] = at < 0 ? [] : this.joined.splice(at, 1)
    if (one) this.moved.set(name, towards(one.weight.value, one.value, one.momentum))
    return this.moved.get(name)
  }

  /** The next value of each weight that is moved, by name. */
  next(): ReadonlyMap<string, Value> {
    const next = new Map(this.moved)
    for (const momentum of new Set(this.joined.map((one) => one.momentum))) {
      const some = this.joined.filter((one) => one.momentum === momentum)
      const join = (values: readonly Value[]) => ops.concat(values, 0)
      const sizes = some.map(({ weight }) => weight.spec.shape[0] as number)
      const [{ weight: first }] = some as [Average]
      const moved = withScope(some.length === 1 ? first.layer : 'moving_averages', () => {
        const whole = towards(
          join(some.map(({ weight }) => weight.value)),
          join(some.map(({ value }) => value)),
          momentum,
        )
        return some.length === 1 ? [whole] : ops.split(whole, { axis: 0, sizes })
      })
      for (const [i, { weight }] of some.entries()) next.set(weight.name, moved[i] as Value)
    }
    return next
  }
}

/** old · momentum + value · (1 - momentum). */
const towards = (old: Value, value: Value, momentum: number): Value =>
  ops.add(ops.mul(old, momentum), ops.mul(value, 1 - momentum))
