import type { Range } from '../../codegen/ranges.js'

/** Whether a callback says what it does. */
export type Verbose = 0 | 1

export const verbosity: Range = { text: '0 or 1', holds: (x) => x === 0 || x === 1 }

/** Says what a callback does, on standard error, where the progress is. */
export const announce = (text: string): void => {
  process.stderr.write(`${text}\n`)
}
