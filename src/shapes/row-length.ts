import type { IsPositiveInteger } from './arithmetic.js'
import type { Known } from './dim.js'
import type { NotPositiveInteger } from './sentence.js'

/** undefined, or what is wrong with the length that rows of ids shall have. */
export type RowLengthSentence<Call extends string, L extends number> =
  IsPositiveInteger<Known<L>> extends true ? undefined : NotPositiveInteger<Call, 'length', `${Known<L>}`>
