import { expect, test } from 'vitest'
import { block } from '../../src/dsl/block.js'
import { input } from '../../src/dsl/input.js'
import { dense } from '../../src/dsl/layers/index.js'
import { repeat } from '../../src/dsl/repeat.js'
import { sequential } from '../../src/dsl/sequential.js'

/* Models that are layers of others: in blocks, in chains and in models. */

test('a block of one model is that model', () => {
  const chain = sequential(input([4])).dense(3)
  expect(block(chain)).toBe(chain)
  const repeated = repeat(1, () => sequential(input([4])).dense(3))
  expect(
    sequential(input([4]))
      .pipe(repeated)
      .pipe(block(dense(2)))
      .countParams(),
  ).toBe(23)
})
