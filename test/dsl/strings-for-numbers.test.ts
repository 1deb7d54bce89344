import { expect, test } from 'vitest'
import { input } from '../../src/dsl/input.js'
import * as layers from '../../src/dsl/layers/index.js'

/* JavaScript takes '2' for 2 in comparisons, and prints it without its quotes. */

const [image, volume, series] = [input([8, 8, 4]), input([4, 5, 3, 4]), input([7, 4])]
type Make = (...all: unknown[]) => (x: unknown) => unknown
const made = layers as unknown as Readonly<Record<keyof typeof layers, Make>>

test.each<[() => unknown, string]>([
  [() => made.conv2d(3, '2')(image), 'conv2d: kernelSize must be a positive integer, got "2"'],
  [() => made.conv3d(3, [2, 2, '2'])(volume), 'conv3d: kernelSize must be a positive integer, got [2, 2, "2"]'],
  [() => made.conv3d(3, 2, { strides: '2' })(volume), 'conv3d: strides must be a positive integer, got "2"'],
  [() => made.maxPooling2d('2')(image), 'maxPooling2d: poolSize must be a positive integer, got "2"'],
  [() => made.upSampling2d('2')(image), 'upSampling2d: size must be a positive integer, got "2"'],
  [() => made.cropping2d('1')(image), 'of height and width, got "1"'],
  [() => made.cropping2d([[0, '1'], 0])(image), 'of height and width, got [[0, "1"], 0]'],
  [() => made.zeroPadding1d('1')(series), 'got "1"'],
  [() => made.layerNormalization({ epsilon: '1' }), 'layerNormalization: epsilon must be positive, got "1"'],
  [() => made.groupNormalization({ epsilon: '1' }), 'groupNormalization: epsilon must be positive, got "1"'],
  [() => made.rmsNormalization({ epsilon: [1] }), 'rmsNormalization: epsilon must be positive, got [1]'],
  [() => made.batchNormalization({ momentum: '0.5' }), 'batchNormalization: momentum must be in [0, 1], got "0.5"'],
  [() => made.gaussianNoise('0.5'), 'gaussianNoise: stddev must be in [0, 1], got "0.5"'],
  [() => made.gaussianDropout('0.5'), 'gaussianDropout: rate must be in [0, 1), got "0.5"'],
])('%s', (make, message) => {
  expect(make).toThrow(message)
})
