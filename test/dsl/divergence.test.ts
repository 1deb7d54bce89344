import { expect, test } from 'vitest'
import { input } from '../../src/dsl/input.js'
import { sequential } from '../../src/dsl/sequential.js'
import { DivergenceError } from '../../src/runtime/finite.js'
import { tensor } from '../../src/runtime/tensor.js'

test('optimizer state that overflows ends a fit, though loss and weights are finite', async () => {
  await using trainer = await sequential(input([2]))
    .dense(1)
    .compile({ optimizer: 'adam', loss: 'mae' })
  const fit = trainer.fit(tensor([[1e20, -1e20]]), tensor([[0]]), { verbose: 0 })
  await expect(fit).rejects.toThrow(DivergenceError)
  await expect(fit).rejects.toThrow(
    /^fit: optimizer state adam\/squares\/dense\/kernel holds Infinity .* after epoch 1: /,
  )
})
