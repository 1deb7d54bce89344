/* What a user of the installed package writes. scripts/check-package.ts compiles it with each TypeScript and runs it. */
import { adam, add, dense, input, model as modelOf, type Sequential, sequential, tensor } from 'tenon'
import { assertModel, assertRefused, type OutputShape } from 'tenon/testing'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const assertType = <_ extends true>(): void => {}

const model = sequential(input([8, 8, 1]))
  .conv2d(4, 3, { padding: 'same', activation: 'relu' })
  .maxPooling2d(2)
  .flatten()
  .dense(3, { activation: 'softmax' })

assertType<Equal<typeof model, Sequential<['batch', 8, 8, 1], ['batch', 3], 235>>>()

// @ts-expect-error a kernel of 9 does not fit into 8 x 8: the shapes must not have become `any` on the way here
const wrong = () => sequential(input([8, 8, 1])).conv2d(4, 9)
// @ts-expect-error an image is no row of dense's
const wrongRank = () => sequential(input([64])).conv2d(4, 3)

assertModel(model, { input: ['batch', 8, 8, 1], output: ['batch', 3], parameters: 235 })
assertRefused(
  dense(3),
  ['batch'],
  'dense: expected input [batch, …, features], got [batch]; a dense layer needs at least one axis beside the batch',
)

const [left, right] = [input([4]), input([4])]
const shared = dense(2)
const pair = modelOf({ inputs: { left, right }, outputs: add(shared(left), shared(right)) })
assertType<Equal<OutputShape<typeof pair>, ['batch', 2]>>()
// @ts-expect-error the tensors' shapes must not have become `any` on the way here
const wrongSum = () => add(shared(left), dense(3)(right))

const trainer = await model.compile({
  optimizer: adam(),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
})
const x = tensor(new Float32Array(6 * 64).fill(0.5), [6, 8, 8, 1])
const y = tensor(Int32Array.from([0, 1, 2, 0, 1, 2]), [6])
await trainer.fit(x, y, { epochs: 1, batchSize: 3 })
const { shape } = await trainer.predict(x)
await trainer.release()

for (const run of [wrong, wrongRank, wrongSum]) {
  try {
    run()
    throw new Error('a model that does not fit was accepted')
  } catch (error) {
    if ((error as Error).name !== 'ShapeError') throw error
  }
}
console.log(`predicted [${shape.join(', ')}]`)
