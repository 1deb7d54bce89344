import { expect, test } from 'vitest'
import { conv2d, conv2dTranspose, input, sequential, type Trainer, tensor } from '../../src/index.js'

const filled = (shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
    shape,
  )

/* Convolutions whose batch is not a dim with a name: that of the samples and their steps. */
test.each([
  ['conv2d', () => sequential(input([3, 8, 7, 2])).timeDistributed(conv2d(2, 3, { padding: 'same' })), [2, 3, 8, 7, 2]],
  [
    'conv2dTranspose',
    () => sequential(input([3, 8, 7, 2])).timeDistributed(conv2dTranspose(2, 3, { padding: 'same' })),
    [2, 3, 8, 7, 2],
  ],
  [
    'steps of any number',
    () => sequential(input([null, 8, 7, 2])).timeDistributed(conv2d(2, 3, { padding: 'same' })),
    [2, 3, 8, 7, 2],
  ],
] as const)('%s in time-distributed form trains', async (_, network, shape) => {
  await using trainer = await network().compile({ optimizer: 'adam', loss: 'mse' })
  const x = filled(shape)
  const { history } = await (trainer as Trainer).fit(x, x, { epochs: 30, verbose: 0 })
  expect(history.loss.at(-1)).toBeLessThan((history.loss[0] as number) * 0.8)
})
