import { expect, test } from 'vitest'
import { resnet20 } from '../../examples/02-residual.js'
import { input } from '../../src/dsl/input.js'
import { sequential } from '../../src/dsl/sequential.js'
import { labels, wave } from '../support/open-models.js'

test('ResNet-20 learns a batch of 32 images of 32 × 32 in colour', async () => {
  const model = sequential(input([32, 32, 3]))
    .pipe(resnet20())
    .globalAveragePooling2d()
    .dense(10, { activation: 'softmax' })
  expect(model.countParams()).toBe(274_042)
  await using trainer = await model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', seed: 0 })
  const { history } = await trainer.fit(wave(32, 32, 32, 3), labels(10, 32), { epochs: 6, verbose: 0 })
  expect(history.loss[5]).toBeLessThan(0.8 * (history.loss[0] as number))
})
