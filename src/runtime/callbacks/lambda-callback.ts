import { checkOptions } from '../../codegen/known-options.js'
import { describeValue } from '../../shapes/describe-value.js'
import { type Callback, callbackKeys } from '../callback.js'

/**
 * A callback of some functions, with their names checked. Keras's `LambdaCallback`; an object of hooks is a callback as well.
 * Throws TypeError for unknown hooks, and for those that are no functions.
 */
export const lambdaCallback = (hooks: Callback): Callback => {
  checkOptions<Callback>('lambdaCallback', hooks, callbackKeys)
  for (const [hook, value] of Object.entries(hooks)) {
    if (hook === 'name' || value === undefined || typeof value === 'function') continue
    throw new TypeError(`lambdaCallback: ${hook} must be a function, got ${describeValue(value)}`)
  }
  return { ...hooks }
}
