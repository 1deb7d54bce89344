import type * as layers from '../../../src/dsl/layers/index.js'
import { type LayerCases, overImages, overVolumes, refused, right, unknownOption, unknownRank } from '../layer-cases.js'
import { activityRegularization } from './activity-regularization.js'
import { alphaDropout } from './alpha-dropout.js'
import { groupedQueryAttention, multiHeadAttention } from './attention.js'
import { augmentation } from './augmentation.js'
import { batchNormalization } from './batch-normalization.js'
import { bidirectional } from './bidirectional.js'
import { categoryEncoding } from './category-encoding.js'
import { channelwise } from './channelwise.js'
import { channelwise1d } from './channelwise1d.js'
import { convTranspose } from './conv-transpose.js'
import { conv1d } from './conv1d.js'
import { conv2d } from './conv2d.js'
import { conv3d } from './conv3d.js'
import { cropping } from './cropping.js'
import { cropping1d } from './cropping1d.js'
import { dense } from './dense.js'
import { discretization } from './discretization.js'
import { dropout } from './dropout.js'
import { einsumDense } from './einsum-dense.js'
import { embedding } from './embedding.js'
import { gaussianDropout, gaussianNoise } from './gaussian.js'
import { globalPooling1d } from './global-pooling1d.js'
import { globalPooling2d } from './global-pooling2d.js'
import { masking } from './masking.js'
import { normalization } from './normalization.js'
import { groupNormalization, layerNormalization, rmsNormalization, unitNormalization } from './normalizations.js'
import { permute } from './permute.js'
import { pooling1d } from './pooling1d.js'
import { pooling2d } from './pooling2d.js'
import { globalPooling3d, pooling3d } from './pooling3d.js'
import { prelu } from './prelu.js'
import { elu, leakyRelu, relu } from './rectifiers.js'
import { recurrent } from './recurrent.js'
import { repeatVector } from './repeat-vector.js'
import { reshape } from './reshape.js'
import { additiveAttention, attention as dotAttention } from './scored-attention.js'
import { softmax } from './softmax.js'
import { spatialDropout } from './spatial-dropout.js'
import { spatialDropout1d } from './spatial-dropout1d.js'
import { timeDistributed } from './time-distributed.js'
import { upSampling } from './up-sampling.js'
import { upSampling1d } from './up-sampling1d.js'
import { zeroPadding } from './zero-padding.js'
import { zeroPadding1d } from './zero-padding1d.js'

const activation: LayerCases = {
  right: [
    right('[8]', ".activation('relu')", '["batch", 8], 0'),
    right('[8]', '.activation(activations.elu({ alpha: 0.5 }))', '["batch", 8], 0'),
    right("['time', 3]", ".activation('softmax', { name: 'scores' })", '["batch", "time", 3], 0'),
  ],
  wrong: [],
  refused: [
    refused('[8]', '.activation()', 'Expected 1-2 arguments, but got 0.'),
    refused('[8]', ".activation('relu', { activation: 'relu' })", unknownOption('activation', 'ActivationOptions')),
  ],
}

const flatten: LayerCases = {
  right: [
    right('[2, 3, 4, 5]', '.flatten()', '["batch", 120], 0'),
    right('[8]', ".flatten({ name: 'flat' })", '["batch", 8], 0'),
    right('[]', '.flatten()', '["batch", 1], 0'),
    right("['time']", '.flatten()', '["batch", "time"], 0'),
    right("['time', 3]", '.flatten()', '["batch", number], 0', { runs: '["batch", null], 0' }),
    right('[null, 3]', '.flatten()', '["batch", number], 0', { runs: '["batch", null], 0' }),
    right('[1000000, 1000000, 99]', '.flatten()', '["batch", 99000000000000], 0'),
    right('dims', '.flatten()', '[Dim, number], 0', { setup: unknownRank, runs: '["batch", 192], 0' }),
  ],
  wrong: [],
  refused: [
    refused('[8]', '.flatten(3)', "Type '3' has no properties in common with type 'NamedOptions'."),
    refused('[8]', ".flatten({ nam: 'flat' })", unknownOption('nam', 'NamedOptions', 'name')),
  ],
}

const rescaling: LayerCases = {
  right: [
    right('[8]', '.rescaling(1 / 255)', '["batch", 8], 0'),
    right("['time', 3]", '.rescaling(2, { offset: -1 })', '["batch", "time", 3], 0'),
  ],
  wrong: [],
  refused: [
    refused('[8]', ".rescaling('2')", "Argument of type 'string' is not assignable to parameter of type 'number'.", {
      throws: 'rescaling: scale and offset must be finite numbers, got 2 and 0',
    }),
    refused('[8]', '.rescaling(2, { ofset: -1 })', unknownOption('ofset', 'RescalingOptions', 'offset')),
  ],
}

/** A layer that is not here does not compile. */
export const cases: Readonly<Record<keyof typeof layers, LayerCases>> = {
  activation,
  activityRegularization,
  alphaDropout,
  additiveAttention,
  attention: dotAttention,
  averagePooling1d: pooling1d('averagePooling1d'),
  averagePooling2d: pooling2d('averagePooling2d'),
  averagePooling3d: pooling3d('averagePooling3d'),
  batchNormalization,
  bidirectional,
  categoryEncoding,
  conv1d,
  conv1dTranspose: convTranspose('conv1dTranspose', 1),
  conv2d,
  conv2dTranspose: convTranspose('conv2dTranspose', 2),
  conv3d,
  conv3dTranspose: convTranspose('conv3dTranspose', 3),
  cropping1d,
  cropping2d: cropping('cropping2d', overImages, 0),
  cropping3d: cropping('cropping3d', overVolumes, 1),
  dense,
  depthwiseConv1d: channelwise1d('depthwiseConv1d', false),
  depthwiseConv2d: channelwise('depthwiseConv2d', overImages, false),
  discretization,
  dropout,
  elu,
  einsumDense,
  embedding,
  flatten,
  gaussianDropout,
  gaussianNoise,
  globalAveragePooling1d: globalPooling1d('globalAveragePooling1d'),
  globalAveragePooling2d: globalPooling2d('globalAveragePooling2d'),
  globalAveragePooling3d: globalPooling3d('globalAveragePooling3d'),
  globalMaxPooling1d: globalPooling1d('globalMaxPooling1d'),
  globalMaxPooling2d: globalPooling2d('globalMaxPooling2d'),
  groupNormalization,
  groupedQueryAttention,
  globalMaxPooling3d: globalPooling3d('globalMaxPooling3d'),
  gru: recurrent(
    'gru',
    { bias: 81, none: 63 },
    1,
    'GruOptions<false, false, false, true, true, undefined, undefined, undefined>',
  ),
  layerNormalization,
  leakyRelu,
  lstm: recurrent(
    'lstm',
    { bias: 96, none: 84 },
    2,
    'LstmOptions<false, false, false, true, undefined, undefined, undefined>',
  ),
  masking,
  maxPooling1d: pooling1d('maxPooling1d'),
  maxPooling2d: pooling2d('maxPooling2d'),
  multiHeadAttention,
  maxPooling3d: pooling3d('maxPooling3d'),
  normalization,
  permute,
  prelu,
  relu,
  ...augmentation,
  repeatVector,
  rescaling,
  reshape,
  rmsNormalization,
  separableConv1d: channelwise1d('separableConv1d', true),
  separableConv2d: channelwise('separableConv2d', overImages, true),
  simpleRnn: recurrent(
    'simpleRnn',
    { bias: 24, none: 21 },
    1,
    'SimpleRnnOptions<false, false, false, true, undefined, undefined, undefined>',
  ),
  softmax,
  spatialDropout1d,
  spatialDropout2d: spatialDropout('spatialDropout2d', overImages),
  spatialDropout3d: spatialDropout('spatialDropout3d', overVolumes),
  timeDistributed,
  unitNormalization,
  upSampling1d,
  upSampling2d: upSampling('upSampling2d', overImages, 'UpSampling2dOptions<"channelsLast", "nearest">'),
  upSampling3d: upSampling('upSampling3d', overVolumes, 'DataFormatOptions<"channelsLast">'),
  zeroPadding1d,
  zeroPadding2d: zeroPadding('zeroPadding2d', overImages),
  zeroPadding3d: zeroPadding('zeroPadding3d', overVolumes),
}

/** Layers that follow every shape, and whose arguments the compiler checks by itself. */
export const withoutWrongShape: readonly (keyof typeof layers)[] = [
  'activation',
  'activityRegularization',
  'elu',
  'flatten',
  'gaussianNoise',
  'leakyRelu',
  'relu',
  'rescaling',
]
