import type { CallbackState } from '../callback.js'

/** A number of a callback's state; undefined where it is null or another thing. */
export const numberOf = (value: CallbackState['values'][string] | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined
