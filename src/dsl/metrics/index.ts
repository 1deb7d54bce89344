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
  meanSquaredError: fromLoss(meanSquaredError, {}),
  meanAbsoluteError: fromLoss(meanAbsoluteError, {}),
  meanAbsolutePercentageError: fromLoss(meanAbsolutePercentageError, {}),
  meanSquaredLogarithmicError: fromLoss(meanSquaredLogarithmicError, {}),
  huber: fromLoss(huber, { delta: positive }),
  logCosh: fromLoss(logCosh, {}),
  klDivergence: fromLoss(klDivergence, {}),
  poisson: fromLoss(poisson, {}),
  hinge: fromLoss(hinge, {}),
  squaredHinge: fromLoss(squaredHinge, {}),
  categoricalHinge: fromLoss(categoricalHinge, {}),
  binaryCrossentropy: fromLoss(binaryCrossentropy, crossentropyRanges),
  categoricalCrossentropy: fromLoss(categoricalCrossentropy, crossentropyRanges),
  sparseCategoricalCrossentropy: fromLoss(sparseCategoricalCrossentropy, sparseCrossentropyRanges),
  binaryFocalCrossentropy: fromLoss(binaryFocalCrossentropy, binaryFocalRanges),
  categoricalFocalCrossentropy: fromLoss(categoricalFocalCrossentropy, categoricalFocalRanges),
  bce: fromLoss(binaryCrossentropy, crossentropyRanges, 'bce'),
  mse: fromLoss(meanSquaredError, {}, 'mse'),
  mae: fromLoss(meanAbsoluteError, {}, 'mae'),
  mape: fromLoss(meanAbsolutePercentageError, {}, 'mape'),
  msle: fromLoss(meanSquaredLogarithmicError, {}, 'msle'),
  kld: fromLoss(klDivergence, {}, 'kld'),
  kullbackLeiblerDivergence: fromLoss(klDivergence, {}, 'kullbackLeiblerDivergence'),
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
