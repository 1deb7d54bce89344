import type { TensorData, TypedArray } from '../codegen/ir/value.js'
import type { StateSpec } from './program.js'
import { allocate, type NativeTensor, nativeTensor } from './session.js'

/** The tensors that live from step to step. Each has two buffers: a step reads one and writes the other. */
export class TrainingState {
  private constructor(
    readonly specs: readonly StateSpec[],
    private current: Record<string, NativeTensor>,
    private spare: Record<string, NativeTensor>,
  ) {}

  static async create(specs: readonly StateSpec[], seed: number): Promise<TrainingState> {
    const current: Record<string, NativeTensor> = {}
    const spare: Record<string, NativeTensor> = {}
    for (const spec of specs) {
      const data = spec.initial(seed)
      const { name, dtype, shape } = spec
      current[name] = await nativeTensor({ dtype, shape, data })
      spare[name] = await nativeTensor({ dtype, shape, data: allocate(dtype, data.length) })
    }
    return new TrainingState(specs, current, spare)
  }

  /** The tensors of one role or of all, as feeds. */
  feeds(role?: StateSpec['role']): Record<string, NativeTensor> {
    if (!role) return this.current
    return Object.fromEntries(
      this.specs.flatMap(({ name, role: own }) => (own === role ? [[name, this.current[name] as NativeTensor]] : [])),
    )
  }

  /** Where a step writes: the buffers that nothing reads now. */
  targets(names: readonly string[]): Record<string, NativeTensor> {
    return Object.fromEntries(names.map((name) => [`${name}:next`, this.spare[name] as NativeTensor]))
  }

  /** Makes what a step wrote the current values. */
  commit(names: readonly string[]): void {
    for (const name of names) {
      const written = this.spare[name] as NativeTensor
      this.spare[name] = this.current[name] as NativeTensor
      this.current[name] = written
    }
  }

  /** Copies of the current values, by name. */
  snapshot(role?: StateSpec['role']): Map<string, TensorData> {
    const specs = role ? this.specs.filter((spec) => spec.role === role) : this.specs
    return new Map(
      specs.map(({ name, dtype, shape }) => [name, { dtype, shape, data: this.dataOf(name).slice() as TypedArray }]),
    )
  }

  /** Overwrites current values; all names and shapes have been checked. */
  restore(values: ReadonlyMap<string, TensorData>): void {
    for (const [name, { data }] of values) this.dataOf(name).set(data as never)
  }

  private dataOf(name: string): TypedArray {
    return (this.current[name] as NativeTensor).data as unknown as TypedArray
  }
}
