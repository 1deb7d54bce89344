import type * as ort from 'onnxruntime-node'
import type { DType, TypedArray } from '../codegen/ir/value.js'

/* What runtime-thread.ts and session-worker.js say to each other. Sessions and tensors have numbers. */

/** An output before all others, at which a run fails when those are written: see session-in-thread.ts. */
export interface FurtherOutput {
  readonly name: string
  /** What, before the model's bytes, adds it. */
  readonly before: Uint8Array
  /** The version of the runtime that it is for. */
  readonly version: string
}

export interface SessionRequest {
  readonly model: Uint8Array
  readonly options: ort.InferenceSession.SessionOptions
  readonly inputs: readonly (readonly [name: string, dtype: DType])[]
  readonly outputs: readonly (readonly [name: string, dtype: DType])[]
  readonly further?: FurtherOutput | undefined
}

export interface RunRequest {
  /** Tensors to be kept from now on; of zeros, where it says how many. */
  readonly kept: readonly (readonly [id: number, dtype: DType, data: TypedArray | number, shape: readonly number[]])[]
  /** A kept tensor for each input, by its number; 0 for the next of the values. */
  readonly feeds: readonly number[]
  /** Those that are lent come back, and so do copies for the next run. */
  readonly values: readonly (readonly [data: TypedArray, shape: readonly number[], lent: boolean])[]
  /** Which outputs to give, each followed by the kept tensor to write it to, or by 0. */
  readonly into: readonly number[]
  /** The shapes of those with 0, where all are known beforehand and a further output was asked for; other versions have no use for them. */
  readonly shapes?: readonly (readonly number[])[] | undefined
}

/** What the worker is asked; it answers in the same order. */
export type Request =
  | { readonly open: SessionRequest; readonly session: number }
  | { readonly run: RunRequest; readonly session: number }
  | { readonly close: true; readonly session: number }
  /** Gives back these kept tensors. */
  | { readonly home: readonly number[] }
  /** Gives copies of these kept tensors. */
  | { readonly copies: readonly number[] }
  /** Looks for the first of these kept tensors with a number that is not finite. */
  | { readonly finite: readonly number[] }
  /** Forgets these kept tensors. */
  | { readonly forget: readonly number[] }
  /** Closes all sessions, and forgets all tensors. */
  | { readonly clear: true }
  /** Wakes it where it is to end. */
  | { readonly end: true }

export interface Answer {
  /** Why it could not be done, in the runtime's words. */
  readonly error?: string
  /** Outputs that no kept tensor took, in the order in which they were asked for. */
  readonly outputs?: readonly (readonly [data: TypedArray, shape: readonly number[]])[]
  /** The elements of values that were lent, in order. */
  readonly lent?: readonly TypedArray[]
  /** The elements of what was asked for, in order. */
  readonly elements?: readonly TypedArray[]
  /** Which of them is the first that is not finite; -1 where all are. */
  readonly nonFinite?: number
}

export interface WorkerData<Port> {
  readonly port: Port
  /** How many answers there have been, for whoever waits without an event loop. */
  readonly answered: Int32Array
  /** 1 while it does what it was asked. */
  readonly busy: Int32Array
  /** 1 where it is to do no more, and to end. */
  readonly stop: Int32Array
  /** Copying so few bytes takes less time than handing them over. */
  readonly few: number
}
