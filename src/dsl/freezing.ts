import { describeValue } from '../shapes/describe-value.js'

/** What may be frozen; where nothing is said it is not. */
export interface Freezable {
  trainable?: boolean
}

/** Throws TypeError for what is neither true nor false. */
export const checkedTrainable = (what: string, trainable: unknown): boolean => {
  if (typeof trainable === 'boolean') return trainable
  throw new TypeError(`${what}: trainable must be true or false, got ${describeValue(trainable)}`)
}

/** Whether none of them is frozen. */
export const isTrainable = (parts: Iterable<Freezable>): boolean =>
  [...parts].every(({ trainable }) => trainable !== false)

/** Freezes or unfreezes them all. Throws TypeError for what is neither true nor false. */
export const setTrainable = (parts: Iterable<Freezable>, trainable: unknown): void => {
  const checked = checkedTrainable('layer', trainable)
  for (const part of parts) part.trainable = checked
}
