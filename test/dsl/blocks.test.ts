import { describe, expect, test } from 'vitest'
import { block } from '../../src/dsl/block.js'
import { input } from '../../src/dsl/input.js'
import { batchNormalization, conv2d, dense, lstm } from '../../src/dsl/layers/index.js'
import { repeat } from '../../src/dsl/repeat.js'
import { residual } from '../../src/dsl/residual.js'
import { sequential } from '../../src/dsl/sequential.js'
import { checkSnippets } from '../support/snippets.js'

describe('residual and repeat', () => {
  test('weights of their own for each turn, in order', async () => {
    let made = 0
    const turn = (index: number) => {
      made += 1
      return residual(block(dense(4, { name: `in_${index}` }), dense(4)))
    }
    const chain = sequential(input([4])).pipe(repeat(3, turn))
    expect(made).toBe(3)
    expect(chain.countParams()).toBe(120)
    expect(chain.layers.map(({ name }) => name)).toEqual([
      ...['in_0', 'dense', 'add'],
      ...['in_1', 'dense_1', 'add_1'],
      ...['in_2', 'dense_2', 'add_2'],
    ])
  })

  test('a block of zero weights and its shortcut add up', async () => {
    const chain = sequential(input([2])).pipe(residual(dense(2, { kernelInitializer: 'zeros' })))
    await using trainer = await chain.compile({ loss: 'mse' })
    const { tensor } = await import('../../src/runtime/tensor.js')
    expect((await trainer.predict(tensor([[3, -4]]))).toArray()).toEqual([[3, -4]])
  })

  test('errors', () => {
    expect(() => sequential(input([4])).pipe(residual(dense(3)) as never)).toThrow(
      "residual: the block gives [batch, 3], its shortcut [batch, 4]; give a shortcut that ends in the block's shape",
    )
    expect(() => residual(dense as never)).toThrow(
      'residual: expected a layer, such as dense(3), got a function; call it',
    )
    expect(() => repeat(0 as never, () => dense(3))).toThrow('repeat: count must be a positive integer, got 0')
    expect(() => repeat(2, dense(3) as never)).toThrow('repeat: expected a function that makes a layer')
    expect(() => residual(lstm(3, { returnState: true }))(input([5, 3]) as never)).toThrow(
      'expected a tensor of a model',
    )
  })

  test('types', () => {
    const snippets = {
      same: 'const c = sequential(input([4])).pipe(repeat(500, () => residual(dense(4))))',
      growing: 'const c = sequential(input([8, 8, 2])).pipe(repeat(3, () => conv2d(2, 3)))',
      wide: 'const n = Number(3)\nconst c = sequential(input([4])).pipe(repeat(n, () => dense(4)))',
      projected: `const c = sequential(input([8, 8, 2])).pipe(residual(block(conv2d(4, 3, { padding: 'same', strides: 2 }), batchNormalization()), conv2d(4, 1, { strides: 2 })))`,
    }
    const checked = checkSnippets(Object.values(snippets))
    const typeOf = (name: keyof typeof snippets) => checked.get(snippets[name])?.typeOf('c')
    for (const snippet of Object.values(snippets)) expect(checked.get(snippet)?.diagnostics).toEqual([])
    expect(typeOf('same')).toBe('Sequential<["batch", 4], ["batch", 4], 10000>')
    expect(typeOf('growing')).toBe('Sequential<["batch", 8, 8, 2], ["batch", 2, 2, 2], 114>')
    expect(typeOf('wide')).toBe('Sequential<["batch", 4], ["batch", 4], number>')
    expect(typeOf('projected')).toBe('Sequential<["batch", 8, 8, 2], ["batch", 4, 4, 4], 104>')
    const grown = sequential(input([8, 8, 2])).pipe(repeat(3, () => conv2d(2, 3)))
    expect([grown.outputs[0]?.shape, grown.countParams()]).toEqual([['batch', 2, 2, 2], 114])
    const shrunk = residual(
      block(conv2d(4, 3, { padding: 'same', strides: 2 }), batchNormalization()),
      conv2d(4, 1, { strides: 2 }),
    )
    expect(
      sequential(input([8, 8, 2]))
        .pipe(shrunk)
        .countParams(),
    ).toBe(104)
  })
})
