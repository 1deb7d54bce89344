import { positive } from '../../codegen/ranges.js'
import {
  binaryCrossentropy,
  categoricalCrossentropy,
  crossentropyRanges,
  sparseCategoricalCrossentropy,
  sparseCrossentropyRanges,
} from '../losses/crossentropy.js'
import { klDivergence, poisson } from '../losses/divergence.js'
import {
  binaryFocalCrossentropy,
  binaryFocalRanges,
  categoricalFocalCrossentropy,
  categoricalFocalRanges,
} from '../losses/focal.js'
import { categoricalHinge, hinge, squaredHinge } from '../losses/hinge.js'
import {
  huber,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
} from '../losses/regression.js'
import {
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
} from './accuracy.js'
import { auc } from './auc.js'
import { falseNegatives, falsePositives, precision, recall, trueNegatives, truePositives } from './confusion.js'
import { concordanceCorrelation, cosineSimilarity, pearsonCorrelation } from './correlation.js'
import { r2Score, rootMeanSquaredError } from './errors.js'
import { f1Score, fBetaScore } from './f-score.js'
import { binaryIoU, iou, meanIoU, oneHotIoU, oneHotMeanIoU } from './iou.js'
import { fromLoss } from './metric.js'
import {
  precisionAtRecall,
  recallAtPrecision,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
} from './operating-point.js'

/** Metrics that can be given by name, with Keras's defaults; and the short names that Keras has for some. */
export const namedMetrics = {
  accuracy,
  sparseCategoricalAccuracy,
  categoricalAccuracy,
  binaryAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
  precision,
  recall,
  auc,
  f1Score,
  fBetaScore,
  truePositives,
  falsePositives,
  trueNegatives,
  falseNegatives,
  binaryIoU,
  rootMeanSquaredError,
  r2Score,
  cosineSimilarity,
  pearsonCorrelation,
  concordanceCorrelation,
  meanSquaredError: fromLoss('meanSquaredError', meanSquaredError, {}),
  meanAbsoluteError: fromLoss('meanAbsoluteError', meanAbsoluteError, {}),
  meanAbsolutePercentageError: fromLoss('meanAbsolutePercentageError', meanAbsolutePercentageError, {}),
  meanSquaredLogarithmicError: fromLoss('meanSquaredLogarithmicError', meanSquaredLogarithmicError, {}),
  huber: fromLoss('huber', huber, { delta: positive }),
  logCosh: fromLoss('logCosh', logCosh, {}),
  klDivergence: fromLoss('klDivergence', klDivergence, {}),
  poisson: fromLoss('poisson', poisson, {}),
  hinge: fromLoss('hinge', hinge, {}),
  squaredHinge: fromLoss('squaredHinge', squaredHinge, {}),
  categoricalHinge: fromLoss('categoricalHinge', categoricalHinge, {}),
  binaryCrossentropy: fromLoss('binaryCrossentropy', binaryCrossentropy, crossentropyRanges),
  categoricalCrossentropy: fromLoss('categoricalCrossentropy', categoricalCrossentropy, crossentropyRanges),
  sparseCategoricalCrossentropy: fromLoss(
    'sparseCategoricalCrossentropy',
    sparseCategoricalCrossentropy,
    sparseCrossentropyRanges,
  ),
  binaryFocalCrossentropy: fromLoss('binaryFocalCrossentropy', binaryFocalCrossentropy, binaryFocalRanges),
  categoricalFocalCrossentropy: fromLoss(
    'categoricalFocalCrossentropy',
    categoricalFocalCrossentropy,
    categoricalFocalRanges,
  ),
  bce: fromLoss('bce', binaryCrossentropy, crossentropyRanges),
  mse: fromLoss('mse', meanSquaredError, {}),
  mae: fromLoss('mae', meanAbsoluteError, {}),
  mape: fromLoss('mape', meanAbsolutePercentageError, {}),
  msle: fromLoss('msle', meanSquaredLogarithmicError, {}),
  kld: fromLoss('kld', klDivergence, {}),
  kullbackLeiblerDivergence: fromLoss('kullbackLeiblerDivergence', klDivergence, {}),
} as const

/** Metrics that cannot do without options. */
export const furtherMetrics = {
  sensitivityAtSpecificity,
  specificityAtSensitivity,
  precisionAtRecall,
  recallAtPrecision,
  iou,
  meanIoU,
  oneHotIoU,
  oneHotMeanIoU,
} as const

/** The metrics. */
export const metrics = { ...namedMetrics, ...furtherMetrics } as const

export type MetricName = keyof typeof namedMetrics | 'acc'
