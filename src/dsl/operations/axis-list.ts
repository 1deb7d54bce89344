import { describeValue } from '../../shapes/describe-value.js'

/** One axis or several as a list; undefined for all. Throws TypeError for what is neither. */
export const axisList = (op: string, axis: unknown): readonly number[] | undefined => {
  if (axis === undefined || Array.isArray(axis)) return axis
  if (typeof axis === 'number') return [axis]
  throw new TypeError(`${op}: axis must be a number or a list of numbers, got ${describeValue(axis)}`)
}
