import { expect, test } from 'vitest'
import * as layers from '../../src/dsl/layers/index.js'
import { l1l2 } from '../../src/dsl/regularizers.js'
import { input, sequential } from '../../src/dsl/sequential.js'

/* The compiler refuses these; JavaScript hears it from the run time. */

type Factory = (...all: unknown[]) => unknown

/** What each layer takes before its options. */
const before: Readonly<Record<keyof typeof layers, readonly unknown[]>> = {
  activation: ['relu'],
  averagePooling2d: [2],
  batchNormalization: [],
  conv2d: [4, 3],
  dense: [3],
  dropout: [0.5],
  flatten: [],
  globalAveragePooling2d: [],
  globalMaxPooling2d: [],
  maxPooling2d: [2],
  rescaling: [2],
  reshape: [[4]],
}

test.each(Object.entries<Factory>(layers as never))('%s', (name, make) => {
  const first = before[name as keyof typeof layers]
  expect(() => make(...first, { nonsense: 1 })).toThrow(
    new RegExp(`^${name}: unknown option nonsense; expected one of name`),
  )
  expect(() => make(...first, { name: 'mine' })).not.toThrow()
})

test('compile', async () => {
  const model = sequential(input([3])).dense(1)
  await expect(model.compile({ loss: 'mse', metric: ['mae'] } as never)).rejects.toThrow(
    'compile: unknown option metric; expected one of optimizer, loss, metrics, seed, device, threads, flushDenormals',
  )
  await expect((model.compile as Factory)()).rejects.toThrow('compile: options must be an object, got undefined')
})

test('l1l2', () => {
  expect(() => l1l2({ l3: 1 } as never)).toThrow('l1l2: unknown option l3; expected one of l1, l2')
})

test('a list of dims', () => {
  expect(() => (input as Factory)(4)).toThrow('input: expected a list of dims, such as [28, 28, 1], got 4')
})
