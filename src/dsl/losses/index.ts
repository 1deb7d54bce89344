import { circle } from './circle.js'
import { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } from './crossentropy.js'
import { ctc } from './ctc.js'
import { klDivergence, poisson } from './divergence.js'
import { binaryFocalCrossentropy, categoricalFocalCrossentropy } from './focal.js'
import { categoricalGeneralizedCrossEntropy } from './generalized-crossentropy.js'
import { categoricalHinge, hinge, squaredHinge } from './hinge.js'
import { dice, tversky } from './overlap.js'
import {
  cosineSimilarity,
  huber,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
} from './regression.js'
import { tripletHard, tripletSemiHard } from './triplet.js'

/** The losses that can be given by name, with Keras's defaults; and the short names that Keras has for some. */
export const losses = {
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  binaryCrossentropy,
  categoricalFocalCrossentropy,
  binaryFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  huber,
  logCosh,
  cosineSimilarity,
  klDivergence,
  poisson,
  hinge,
  squaredHinge,
  categoricalHinge,
  dice,
  tversky,
  ctc,
  circle,
  tripletSemiHard,
  tripletHard,
  bce: binaryCrossentropy,
  mse: meanSquaredError,
  mae: meanAbsoluteError,
  mape: meanAbsolutePercentageError,
  msle: meanSquaredLogarithmicError,
  kld: klDivergence,
  kullbackLeiblerDivergence: klDivergence,
} as const

export type LossName = keyof typeof losses
