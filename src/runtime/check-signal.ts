import { describeValue } from '../shapes/describe-value.js'

/** Throws unless the option is left out or what an AbortController has. */
export const checkSignal = (call: string, signal: unknown): void => {
  if (signal === undefined) return
  const { aborted, throwIfAborted } = (signal ?? {}) as Partial<AbortSignal>
  if (typeof aborted === 'boolean' && typeof throwIfAborted === 'function') return
  const got = signal instanceof AbortController ? 'the controller itself' : describeValue(signal)
  throw new TypeError(
    `${call}: signal must be an AbortSignal, such as controller.signal of a new AbortController(); got ${got}`,
  )
}
