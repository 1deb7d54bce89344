import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'

/**
 * How elements reach a session in another thread: 'copied', as a user's must be; 'lent', for one run; or 'kept' there, until
 * somebody here reads them.
 */
export type Travel = 'copied' | 'lent' | 'kept'

/** Where the elements of a tensor are while they are not here. */
export interface Holder {
  /** Gives back all that it holds, after what it runs now. Throws where it cannot. */
  bringHome(): void
}

let lastId = 0

/** A tensor for the runtime. Its elements belong to one thread at a time; reading them here waits until they are back. */
export class NativeTensor {
  /** What another thread calls it. */
  readonly id = ++lastId
  /** What the runtime of this thread made of the elements. */
  native: object | undefined
  private holder: Holder | undefined

  constructor(
    readonly type: DType,
    readonly dims: readonly number[],
    /** Or what makes them when they are first needed. */
    private elements: TypedArray | (() => TypedArray),
    readonly travels: Travel = 'copied',
  ) {}

  get data(): TypedArray {
    this.holder?.bringHome()
    if (typeof this.elements === 'function') this.elements = this.elements()
    return this.elements
  }

  get isHere(): boolean {
    return this.holder === undefined
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
    this.native = undefined
    this.holder = holder
    return data
  }

  /** Takes the elements back. */
  arrive(elements: TypedArray): void {
    this.elements = elements
    this.holder = undefined
  }
}

export type NativeTensors = Readonly<Record<string, NativeTensor>>

/** Wraps a host tensor for the runtime, without a copy. */
export const nativeTensor = ({ dtype, shape, data }: TensorData, travels?: Travel): NativeTensor =>
  new NativeTensor(dtype, shape, data, travels)

/** The elements of a tensor for the runtime, without a copy. */
export const hostTensor = ({ type, dims, data }: NativeTensor): TensorData => ({ dtype: type, shape: dims, data })
