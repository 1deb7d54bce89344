import type { TensorData, TypedArray } from '../codegen/ir/value.js'
import { atOnce, type Slices } from '../codegen/slices.js'
import { formatShape } from '../shapes/format.js'
import { copiedTensors } from './copied-tensors.js'
import { allocate, elementCount, holds } from './elements.js'
import { nonFiniteIn, seekingNonFinite } from './finite.js'
import { inTurns } from './in-turns.js'
import { away, bringHome, hostTensor, NativeTensor, type NativeTensors } from './native-tensor.js'
import type { ComputedRate, Program, StateSpec } from './program.js'

/** So many numbers are looked at before the event loop turns: it takes longer to turn than to look at those of a small model. */
const mostAtOnce = 2 ** 22

/**
 * Everything that training continues from. Each tensor that a step changes has two buffers: the step reads one and writes
 * the other, since a fused step that wrote what it reads could see its own result.
 */
export class TrainingState {
  /** Whole epochs trained so far, which the order of the rows follows from. */
  epochs = 0
  /** Another number whenever values may have changed. */
  version = 0
  private rate: number | ComputedRate
  /** All tensors by name, as the steps of even and of odd number read them; one that no step changes is on both sides. */
  private readonly sides: readonly [Record<string, NativeTensor>, Record<string, NativeTensor>] = [{}, {}]
  /** Which side is current. */
  private side: 0 | 1 = 0

  /** What draws the first values of those that may wait for them. */
  private readonly drawings = new Map<NativeTensor, () => Slices<TypedArray>>()

  /** How many numbers the weights are. */
  readonly weightCount: number

  private constructor(
    private readonly specs: readonly StateSpec[],
    /** All randomness follows from it. */
    public seed: number,
    learningRate: number | ComputedRate,
  ) {
    this.rate = typeof learningRate === 'number' ? checkedRate(learningRate) : learningRate
    this.weightCount = this.of('weight').reduce((sum, { shape }) => sum + elementCount(shape), 0)
  }

  /** The state before the first step. */
  static create(program: Program, seed: number): TrainingState {
    const state = new TrainingState(program.state, checkedSeed(seed), program.learningRate)
    for (const spec of program.state) {
      const { dtype, shape, drawing } = spec
      const draw = drawing && (() => drawing(seed))
      // what may throw does so here
      const values = draw ? () => atOnce(draw()) : initialOf(spec, seed)
      const tensor = new NativeTensor(dtype, shape, values, travelOf(spec))
      if (draw) state.drawings.set(tensor, draw)
      for (const side of state.sides) side[spec.name] = tensor
    }
    return state
  }

  /** Draws in slices what has not been needed yet; else each tensor is drawn when something reads it. */
  *drawing(): Slices<void> {
    for (const [tensor, draw] of this.drawings) {
      if (tensor.isPending) tensor.settle(yield* draw())
      yield
    }
    this.drawings.clear()
  }

  /** Throws TypeError where each weight has its own. */
  get learningRate(): number {
    return typeof this.rate === 'number' ? this.rate : this.rate.at(this.iterations)
  }

  /** Throws RangeError for a rate that is none, TypeError where the graph computes it. */
  set learningRate(rate: number) {
    if (typeof this.rate !== 'number') throw new TypeError(this.rate.refusal)
    this.rate = checkedRate(rate)
  }

  /** The learning rate, unless the graph computes it. */
  get ownRate(): number | undefined {
    return typeof this.rate === 'number' ? this.rate : undefined
  }

  /** How many steps have been taken. */
  get iterations(): number {
    const [counter] = this.of('counter')
    return counter ? Number(hostTensor(this.tensorOf(counter.name)).data[0]) : 0
  }

  /** The tensors of one role, as feeds of runs until the next step. */
  feeds(role: StateSpec['role']): Record<string, NativeTensor> {
    return Object.fromEntries(this.of(role).map(({ name }) => [name, this.tensorOf(name)]))
  }

  /**
   * What steps that change these tensors read, and where they write, by name: the current step's first, then the next
   * one's, and so on by turns. Each step that ends well must be committed.
   */
  stepBuffers(changed: readonly string[]): readonly { reads: NativeTensors; writes: NativeTensors }[] {
    const [now, later] = this.side === 0 ? this.sides : [this.sides[1], this.sides[0]]
    for (const name of changed) {
      const { type, dims, travels } = this.tensorOf(name)
      if (now[name] !== later[name]) continue
      later[name] = new NativeTensor(type, dims, null, travels)
    }
    const pick = (side: NativeTensors) => Object.fromEntries(changed.map((name) => [name, side[name] as NativeTensor]))
    return [
      { reads: now, writes: pick(later) },
      { reads: later, writes: pick(now) },
    ]
  }

  /** Makes what a step wrote the current values. */
  commit(): void {
    this.version++
    this.side = this.side === 0 ? 1 : 0
  }

  /** Copies of the current values, by name. Of a large model that takes long: see `copied`. */
  snapshot(role?: StateSpec['role']): Map<string, TensorData> {
    const tensors = this.tensorsOf(role)
    bringHome(tensors.values())
    return new Map(
      [...tensors].map(([name, tensor]) => {
        const { data, ...rest } = hostTensor(tensor)
        return [name, { ...rest, data: data.slice() }]
      }),
    )
  }

  /** The same in a turn, while timers may run in between. */
  async copied(role?: StateSpec['role']): Promise<Map<string, TensorData>> {
    await inTurns(this.drawing())
    return copiedTensors(this.tensorsOf(role))
  }

  /** What each of these tensors is called, and is. */
  shapes(role?: StateSpec['role']): Map<string, Omit<TensorData, 'data'>> {
    return new Map(this.of(role).map(({ name, dtype, shape }) => [name, { dtype, shape }]))
  }

  /** Takes values in place of the current ones: arrays that are nobody else's, whose names and shapes have been checked. */
  adopt(values: ReadonlyMap<string, TensorData>): void {
    const tensors = [...values].map(([name, { data }]) => [this.tensorOf(name), data] as const)
    const { holder, tensors: gone } = away(tensors.map(([tensor]) => tensor))
    holder?.forget(gone)
    this.version++
    for (const [tensor, data] of tensors) tensor.arrive(data)
  }

  /** Gives tensors the current values of others, by name, in a turn. */
  async assign(values: ReadonlyMap<string, string>): Promise<void> {
    const from = new Map([...values].map(([name, other]) => [name, this.tensorOf(other)]))
    this.adopt(await copiedTensors(from))
  }

  /** A tensor that is not finite, with what it holds; undefined where all are. In a turn, while timers may run in between. */
  async nonFinite(): Promise<string | undefined> {
    const { holder, tensors: gone } = away(this.tensorsOf().values())
    const spoilt = holder && gone[await holder.firstNonFinite(gone)]
    const finite = new Set(gone.filter((tensor) => tensor !== spoilt))
    const seeking = this.seekingNonFinite(finite)
    const { done, value } = seeking.next()
    return done ? value : inTurns(seeking)
  }

  /** A tensor that is not among those that are known to be finite. */
  private *seekingNonFinite(finite: ReadonlySet<NativeTensor>): Slices<string | undefined> {
    let seen = 0
    for (const { name, role } of this.specs) {
      const tensor = this.tensorOf(name)
      // those that are drawn later are finite
      if (finite.has(tensor) || tensor.isPending) continue
      const size = elementCount(tensor.dims)
      seen += size
      if (seen > mostAtOnce) {
        seen = size
        yield
      }
      const found = yield* seekingNonFinite(tensor.data)
      if (found !== undefined) return `${role === 'weight' ? 'weight' : 'optimizer state'} ${name} holds ${found}`
    }
    return undefined
  }

  private tensorsOf(role?: StateSpec['role']): Map<string, NativeTensor> {
    return new Map(this.of(role).map(({ name }) => [name, this.tensorOf(name)]))
  }

  private of(role?: StateSpec['role']): readonly StateSpec[] {
    return role ? this.specs.filter((spec) => spec.role === role) : this.specs
  }

  private tensorOf(name: string): NativeTensor {
    return this.sides[this.side][name] as NativeTensor
  }
}

/** The counter is read after each step; the rest stays where the steps are. */
const travelOf = ({ role }: StateSpec) => (role === 'counter' ? 'copied' : 'kept')

/** A tensor's first values, checked, in an array of its own: a user's initializer may keep the one that it gave. */
const initialOf = (spec: StateSpec, seed: number): TypedArray => {
  const { name, dtype, shape } = spec
  const given: unknown = spec.initial(seed)
  const own = allocate(dtype, elementCount(shape))
  if (!holds(dtype, given) || given.length !== own.length) {
    const { length } = Object(given) as { readonly length?: unknown }
    const kind = (given as object | null | undefined)?.constructor?.name ?? String(given)
    throw new TypeError(
      `the initializer of ${name} must give a ${own.constructor.name} of ${own.length} elements, for shape ${formatShape(shape)}; got ${kind}${length === undefined ? '' : ` of ${length}`}`,
    )
  }
  const found = nonFiniteIn(given)
  if (found !== undefined) throw new RangeError(`the initializer of ${name} gave ${found}; expected finite numbers`)
  own.set(given as never)
  return own
}

const checkedRate = (rate: number): number => {
  if (!(Number.isFinite(rate) && rate >= 0)) throw new RangeError(`learningRate must be 0 or more, got ${rate}`)
  return rate
}

const checkedSeed = (seed: number): number => {
  if (!(Number.isInteger(seed) && Math.abs(seed) < 2 ** 31)) {
    throw new RangeError(`seed must be an integer below 2^31, got ${seed}`)
  }
  return seed
}
