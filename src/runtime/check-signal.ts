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

/** Aborts as soon as one of them does. */
export const eitherSignal = (one: AbortSignal | undefined, other: AbortSignal): AbortSignal =>
  one ? AbortSignal.any([one, other]) : other

/** What a promise, if it is one, gives, unless the signal is aborted before: what it is of goes on then, for who asks for it again. */
export const orAborted = <T>(promise: T | Promise<T>, signal: AbortSignal | undefined): T | Promise<T> => {
  if (!signal) return promise
  const settled = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { signal: settled.signal })
  })
  return Promise.race([promise, aborted]).finally(() => settled.abort())
}
