import { checkRanges, flag, type Range } from '../../codegen/ranges.js'
import type { Callback } from '../callback.js'
import { announce } from './verbose.js'

export interface TerminateOnNaNOptions {
  /** Ends the run with the DivergenceError, as fit does without this callback; default false. */
  readonly raiseError?: boolean
}

const ranges: Readonly<Record<keyof TerminateOnNaNOptions, Range>> = { raiseError: flag }

/**
 * Ends the run after the epoch, without an error, where a loss or a weight is not finite: the logs have that loss, and all
 * callbacks have their end. Keras's `TerminateOnNaN`, except that the weights stay as they were before the bad step.
 */
export const terminateOnNaN = (options: TerminateOnNaNOptions = {}): Callback => {
  checkRanges('terminateOnNaN', options, ranges)
  const { raiseError = false } = options
  return {
    name: 'terminateOnNaN',
    onDivergence: (error) => {
      if (!raiseError) announce(`Terminating training: ${error.message.replace(/^fit: /, '')}`)
      return !raiseError
    },
  }
}
