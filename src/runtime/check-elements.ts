import type { TensorData } from '../codegen/ir/value.js'
import { plainKind } from '../shapes/target-axis.js'
import { elementCount } from './elements.js'
import { firstNonFinite } from './finite.js'
import type { InputSpec, TargetSpec } from './program.js'

/** What errors call a row, such as 'row 3'. */
export type PlaceOf = (row: number) => string

/** Rows by their number, counted from 0. */
export const rowNumber: PlaceOf = (row) => `row ${row}`

const rowOf = (index: number, { shape }: TensorData): number => Math.floor(index / elementCount(shape.slice(1)))

/** Throws unless all numbers are finite. Float64 beyond float32's range would turn infinite in the graph. */
export const checkFinite = (call: string, name: string, x: TensorData, placeOf = rowNumber): void => {
  const { data } = x
  const at =
    data instanceof Float32Array ? firstNonFinite(data) : data instanceof Float64Array ? firstTooLarge(data) : -1
  if (at < 0) return
  throw new RangeError(
    `${call}: ${name} holds ${data[at]} in ${placeOf(rowOf(at, x))}; expected finite numbers of float32: clean the data first`,
  )
}

const firstTooLarge = (data: Float64Array): number => {
  for (let at = 0; at < data.length; at++) if (!Number.isFinite(Math.fround(data[at] as number))) return at
  return -1
}

const areWithin = (data: Int32Array, least: number, most: number): boolean => {
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number
    if (value < least || value > most) return false
  }
  return true
}

/** Throws unless all are integers from `least` to `most`, or `also`, in the words of `say`. */
const checkIntegers = (
  x: TensorData,
  [least, most]: readonly [number, number],
  say: (got: string, row: number) => string,
  also?: number,
): void => {
  const { data } = x
  if (data instanceof Int32Array && areWithin(data, least, most)) return
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i])
    if (!(Number.isInteger(value) && value >= least && value <= most) && value !== also) {
      throw new RangeError(say(String(data[i]), rowOf(i, x)))
    }
  }
}

const int32 = [-(2 ** 31), 2 ** 31 - 1] as const

/** Throws unless targets hold what their loss takes: class indices, labels of any kind, or finite numbers. */
export const checkTarget = (
  call: string,
  name: string,
  { kind, classes, ignored }: TargetSpec,
  y: TensorData,
  placeOf = rowNumber,
): void => {
  if (plainKind(kind) === 'sameShape') {
    checkFinite(call, name, y, placeOf)
    return
  }
  const [least, most] = classes === null ? int32 : [0, classes - 1]
  const also = ignored === undefined ? '' : `, or ${ignored}`
  const say = (got: string, row: number) =>
    `${call}: ${name} holds label ${got} in ${placeOf(row)}; expected integers from ${least} to ${most}${also}`
  checkIntegers(y, [least, most], say, ignored)
}

/** Throws unless x holds what a model's input takes: ids of a layer, whole numbers, or finite ones. */
export const checkInput = (
  call: string,
  name: string,
  { dtype, ids }: InputSpec,
  x: TensorData,
  placeOf = rowNumber,
): void => {
  if (ids) {
    const range = [0, ids.count - 1] as const
    const say = (got: string, row: number) =>
      `${call}: ${name} holds id ${got} in ${placeOf(row)}; ${ids.layer} takes ids from ${range.join(' to ')}`
    checkIntegers(x, range, say)
  } else if (dtype === 'int32') {
    const say = (got: string, row: number) =>
      `${call}: ${name} holds ${got} in ${placeOf(row)}; the input is int32: expected whole numbers from ${int32.join(' to ')}`
    if (!(x.data instanceof Int32Array || x.data instanceof Uint8Array)) checkIntegers(x, int32, say)
  } else checkFinite(call, name, x, placeOf)
}
