import { afterAll, expect, test } from 'vitest'
import { CostMeter } from './cost/measure.js'

/* How large a model may be, as README.md says. */

const dense = (count: number): string[] => Array.from({ length: count }, () => 'dense(7)')

const program = ({ chained, listed, turns }: { chained: number; listed: number; turns: number }) => `
export const chain = sequential(input([7]))${dense(chained)
  .map((call) => `.${call}`)
  .join('')}
export const list = sequential(input([7])).pipe(block(${dense(listed).join(', ')}))
export const loop = sequential(input([7])).pipe(repeat(${turns}, () => dense(9)))
export const counts: readonly [${56 * chained}, ${56 * listed}, ${72 + 90 * (turns - 1)}] = [
  chain.countParams(),
  list.countParams(),
  loop.countParams(),
]
const x0 = input([7])
${dense(1000)
  .map((call, i) => `const x${i + 1} = ${call}(x${i})`)
  .join('\n')}
export const network = model({ inputs: x0, outputs: x1000 })
`

const imports = 'block, dense, input, model, repeat, sequential'
const meters = new Map(
  ['typescript', 'typescript-6.0', 'typescript-5.9'].map((compiler) => [compiler, new CostMeter(compiler)]),
)
afterAll(() => {
  for (const meter of meters.values()) meter.release()
})

test.each([...meters])('%s takes models as large as they may be', (_, meter) => {
  const source = program({ chained: 450, listed: 200, turns: 400 })
  expect(meter.measure({ imports, source }).errors).toEqual([])
})
