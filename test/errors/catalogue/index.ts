import { attention } from './attention.js'
import { axes } from './axes.js'
import { data } from './data.js'
import { einsumDense } from './einsum-dense.js'
import type { Entry, Family } from './entry.js'
import { inputs } from './inputs.js'
import { models } from './models.js'
import { names } from './names.js'
import { normalizations } from './normalizations.js'
import { numbers } from './numbers.js'
import { oneMistake } from './one-mistake.js'
import { operations } from './operations.js'
import { preprocessing } from './preprocessing.js'
import { ranks } from './ranks.js'
import { recurrent } from './recurrent.js'
import { several } from './several.js'
import { testing } from './testing.js'
import { text } from './text.js'
import { weights } from './weights.js'
import { windows } from './windows.js'

/** In the order of docs/errors.md. */
export const catalogue: readonly Family[] = [
  inputs,
  ranks,
  numbers,
  windows,
  normalizations,
  preprocessing,
  attention,
  einsumDense,
  axes,
  recurrent,
  operations,
  models,
  data,
  several,
  weights,
  text,
  names,
  oneMistake,
  testing,
]

export const entries: readonly Entry[] = catalogue.flatMap((family) => family.entries)
