import { describe, expect, test } from 'vitest'
import { compile } from '../../src/dsl/compile.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { dense } from '../../src/dsl/layers/index.js'
import { concatenate, mean, slice, transpose } from '../../src/dsl/operations/index.js'
import { Tensor } from '../../src/runtime/tensor.js'

/* What predict gives is joined from batches: outputs that have no row for each sample are refused. */

const x = input([4])
const h = dense(2, { name: 'h' })(x)

describe('an output that does not begin with the batch', () => {
  test.each([
    ['mean', '[]', mean(h)],
    ['mean', '[2]', mean(h, { axis: 0 })],
    ['transpose', '[2, batch]', transpose(h)],
    ['slice', '[?, 2]', slice(h, [[0, 1]])],
    ['concatenate', '[?, 2]', concatenate([h, h], { axis: 0 })],
  ])('%s %s is refused by compile and by submodel', async (_, shape, output) => {
    const sentence = `output is ${shape}; each output must be [batch, …], a row for each sample`
    const network = model({ inputs: x, outputs: output })
    await expect(compile(network, { loss: 'mse' })).rejects.toThrow(new TypeError(`compile: ${sentence}`))
    await using trainer = await compile(model({ inputs: x, outputs: h }), { loss: 'mse' })
    expect(() => trainer.submodel(network)).toThrow(new TypeError(`submodel: ${sentence}`))
  })

  test('is found when it runs where its shape is not known before', async () => {
    const doubled = concatenate([h, h], { axis: 0 })
    await using trainer = await compile(model({ inputs: x, outputs: h }), { loss: 'mse' })
    const again = trainer.submodel(model({ inputs: doubled, outputs: concatenate([doubled, doubled], { axis: 0 }) }))
    await expect(again.predict(new Tensor(new Float32Array(6), [3, 2], 'float32'))).rejects.toThrow(
      'predict: output concatenate of a batch of 3 is [6, 2]; it must begin with a row for each sample',
    )
  })
})
