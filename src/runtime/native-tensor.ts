import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'
import { allocate, elementCount } from './elements.js'

/**
 * How elements reach a session in another thread: 'copied', as a user's must be; 'lent', for one run; or 'kept' there, until
 * somebody here reads them.
 */
export type Travel = 'copied' | 'lent' | 'kept'

/** Where the elements of a tensor are while they are not here. */
export interface Holder {
  /** Gives back these, which it holds, after what it runs now. Throws where it cannot. */
  bringHome(tensors: readonly NativeTensor[]): void
  /** Need not give back these, which it holds, any more. Throws where it cannot. */
  forget(tensors: readonly NativeTensor[]): void
  /** Copies of the elements of these, which it holds, and keeps. Rejects where it cannot. */
  copies(tensors: readonly NativeTensor[]): Promise<readonly TypedArray[]>
  /** Which of these, which it holds, is the first with a number that is not finite; -1 where all are. Rejects where it cannot. */
  firstNonFinite(tensors: readonly NativeTensor[]): Promise<number>
}

let lastId = 0

/** A tensor for the runtime. Its elements belong to one thread at a time; reading them here waits until they are back. */
export class NativeTensor {
  /** What another thread calls it. */
  readonly id = ++lastId
  /** What the runtime of this thread made of the elements. */
  native: object | undefined
  private at: Holder | undefined

  constructor(
    readonly type: DType,
    readonly dims: readonly number[],
    /** Or what makes them when they are first needed; null for zeros. */
    private elements: TypedArray | (() => TypedArray) | null,
    readonly travels: Travel = 'copied',
  ) {}

  get data(): TypedArray {
    this.at?.bringHome([this])
    if (typeof this.elements === 'function') this.elements = this.elements()
    this.elements ??= allocate(this.type, elementCount(this.dims))
    return this.elements
  }

  get isHere(): boolean {
    return this.at === undefined
  }

  /** Whose the elements are, unless they are here. */
  get holder(): Holder | undefined {
    return this.at
  }

  /** Whether its elements have yet to be made. */
  get isPending(): boolean {
    return typeof this.elements === 'function'
  }

  /** Takes elements that were made, unless something has needed them before. */
  settle(elements: TypedArray): void {
    if (this.isPending) this.elements = elements
  }

  /** The elements, which the caller hands over to the holder. */
  leave(holder: Holder): TypedArray {
    const { data } = this
    this.leaveBlank(holder)
    return data
  }

  /** Whether the elements are zeros that take no memory yet. */
  get isBlank(): boolean {
    return this.elements === null
  }

  /** From now on the holder has the elements: in place of those that were here, if there were some. */
  leaveBlank(holder: Holder): void {
    this.native = undefined
    this.at = holder
  }

  /** Takes the elements back, or others. */
  arrive(elements: TypedArray): void {
    this.native = undefined
    this.elements = elements
    this.at = undefined
  }
}

export type NativeTensors = Readonly<Record<string, NativeTensor>>

/** Those of the tensors that are away, which are all with the same holder. */
export const away = (tensors: Iterable<NativeTensor>): { holder?: Holder | undefined; tensors: NativeTensor[] } => {
  const gone = [...tensors].filter(({ isHere }) => !isHere)
  return { holder: gone[0]?.holder, tensors: gone }
}

/** Brings home those that are away, together: each would wait for an answer of its own. */
export const bringHome = (tensors: Iterable<NativeTensor>): void => {
  const { holder, tensors: gone } = away(tensors)
  holder?.bringHome(gone)
}

/** Wraps a host tensor for the runtime, without a copy. */
export const nativeTensor = ({ dtype, shape, data }: TensorData, travels?: Travel): NativeTensor =>
  new NativeTensor(dtype, shape, data, travels)

/** The elements of a tensor for the runtime, without a copy. */
export const hostTensor = ({ type, dims, data }: NativeTensor): TensorData => ({ dtype: type, shape: dims, data })
