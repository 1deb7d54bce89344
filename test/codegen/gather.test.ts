import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import { constant, input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import { loweredFor, type Target } from '../../src/codegen/lowering/target.js'
import * as ops from '../../src/codegen/ops/index.js'
import golden from '../golden/gather.json' with { type: 'json' }
import { distance, evaluate, floats, fromGolden, type Golden, numbers, runGraph } from '../support/evaluate.js'

interface Case {
  readonly op: 'gather' | 'cumSum'
  readonly inputs: readonly Golden[]
  readonly attributes: { readonly axis: number }
  readonly output: Golden
  readonly cotangent: Golden
  readonly gradient: Golden
}

const cases = golden as unknown as readonly Case[]
const titled = cases.map((one, i) => {
  const shapes = one.inputs.map(({ dtype, shape }) => `${dtype} ${JSON.stringify(shape)}`).join(', ')
  return [`${one.op} #${i} of ${shapes}`, one] as const
})

const call = ({ op, attributes }: Case, [x, ids]: readonly Value[]): Value =>
  op === 'gather' ? ops.gather(x as Value, ids as Value) : ops.cumSum(x as Value, attributes)

/** What an input of such a shape is where it is not all known: of a table, its rows. */
const opened = (shape: readonly number[], i: number) =>
  i === 0 ? ['rows', ...shape.slice(1)] : shape.map((_, axis) => (axis === 0 ? 'batch' : null))

/** The output and the gradient of sum(output · cotangent) for the first input. */
const run = (one: Case, open: boolean, threads?: number) =>
  loweredFor({ threads }, () => {
    const [x, ...rest] = one.inputs.map(({ dtype, shape }, i) =>
      input(`in${i}`, dtype, open ? opened(shape, i) : shape),
    ) as [Value, ...Value[]]
    const y = call(one, [x, ...rest])
    const cotangent = input('cotangent', 'float32', y.shape)
    const [gradient] = gradients(ops.reduceSum(ops.mul(y, cotangent)), [x]) as [Value]
    return runGraph(
      {
        inputs: [x, ...rest, cotangent],
        outputs: new Map([
          ['y', y],
          ['gradient', gradient],
        ]),
      },
      {
        ...Object.fromEntries(one.inputs.map((given, i) => [`in${i}`, fromGolden(given)])),
        cotangent: fromGolden(one.cotangent),
      },
    )
  })

/** With `open`, neither the table's rows nor the dims of the indices are known. */
describe.each([
  [false, undefined],
  [true, undefined],
  [false, 1],
  [true, 1],
])('value and gradient equal PyTorch, dims unknown: %s, threads: %s', (open, threads) => {
  test.each(titled)('%s', async (_, one) => {
    const got = await run(one, open, threads)
    const [y, gradient] = [got.get('y') as TensorData, got.get('gradient') as TensorData]
    expect([y.shape, gradient.shape]).toEqual([one.output.shape, one.gradient.shape])
    expect(distance(numbers(y), one.output.data)).toBeLessThan(2e-6)
    expect(distance(numbers(gradient), one.gradient.data)).toBeLessThan(5e-6)
  })
})

test.each(
  titled.flatMap(([title, one]) => [[title, one, undefined] as const, [`${title}, in one thread`, one, 1] as const]),
)('the gradient equals central differences: %s', async (_, one, threads) => {
  const h = 2e-3
  const [x, ...rest] = one.inputs.map(fromGolden) as [TensorData, ...TensorData[]]
  const direction = numbers(x).map((_, i) => Math.sin(1 + 2.1 * i))
  const lossAt = async (step: number) => {
    const moved = floats(
      x.shape,
      numbers(x).map((value, i) => value + step * (direction[i] as number)),
    )
    const got = await evaluate((...inputs) => ({ y: call(one, inputs) }), [moved, ...rest])
    return numbers(got.get('y') as TensorData).reduce((sum, y, i) => sum + y * (one.cotangent.data[i] as number), 0)
  }
  const measured = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h)
  const gradient = numbers((await run(one, false, threads)).get('gradient') as TensorData)
  const expected = gradient.reduce((sum, g, i) => sum + g * (direction[i] as number), 0)
  expect(distance([measured], [expected])).toBeLessThan(3e-3)
})

describe('ids that repeat often', () => {
  const count = 10_240
  const columns = 8
  /** A fixed sequence in [0, 1). */
  const noise = Float64Array.from({ length: count * columns }, (_, i) => (((i + 1) * 0.6180339887) % 1) * 2 - 1)

  test.each([3, 64, 65, 10_000])(
    'a table of %i rows: right, and bit for bit the same on 1, 2 and 8 threads',
    async (rows) => {
      const ids = Int32Array.from({ length: count }, (_, i) => Math.floor(rows ** Math.abs(noise[i * 3] as number)) - 1)
      const dy = Float32Array.from(noise)
      const exact = new Array<number>(rows * columns).fill(0)
      for (const [i, id] of ids.entries()) {
        for (let column = 0; column < columns; column++) {
          exact[id * columns + column] = (exact[id * columns + column] as number) + (dy[i * columns + column] as number)
        }
      }
      const table = input('table', 'float32', [rows, columns])
      const inputs = [table, input('ids', 'int32', ['batch']), input('dy', 'float32', ['batch', columns])] as const
      const loss = ops.reduceSum(ops.mul(ops.gather(table, inputs[1]), inputs[2]))
      const graphFor = (target: Partial<Target>) =>
        loweredFor(target, () => ({ inputs, outputs: new Map([['gradient', gradients(loss, [table])[0] as Value]]) }))
      const graph = graphFor({})
      const feeds = {
        table: floats([rows, columns], new Array(rows * columns).fill(0)),
        ids: { dtype: 'int32', shape: [count], data: ids },
        dy: { dtype: 'float32', shape: [count, columns], data: dy },
      } as const
      const runs = await Promise.all([1, 2, 8, 8].map((threads) => runGraph(graph, feeds, { threads })))
      const [first, ...others] = runs.map((got) => numbers(got.get('gradient') as TensorData)) as [
        number[],
        ...number[][],
      ]
      expect(distance(first, exact)).toBeLessThan(5e-6)
      for (const other of others) expect(other).toEqual(first)
      // float32 sums of a row's parts, one after the other
      const added = await runGraph(graphFor({ threads: 1 }), feeds, { threads: 1 })
      expect(distance(numbers(added.get('gradient') as TensorData), exact)).toBeLessThan(5e-6)
    },
  )

  test('sums over several ids, or over parts of a row, are not rows that repeat', async () => {
    const ids = Int32Array.from({ length: 12 }, (_, i) => [7, 5, 7, 0, 5, 1][i % 6] as number)
    const given = input('ids', 'int32', ['batch', 6])
    const flat = input('table', 'float32', [100, 4])
    const deep = input('table', 'float32', [100, 2, 2])
    const sum = (x: Value, axis: number) => ops.reduceSum(x, { axes: [axis], keepDims: true })
    const cases: readonly (readonly [Value, Value])[] = [
      [flat, sum(ops.reshape(ops.gather(flat, given), ['batch', 3, 8]), 1)],
      [deep, sum(ops.gather(deep, given), 2)],
    ]
    for (const [table, y] of cases) {
      const weights = constant(
        Array.from({ length: 8 }, (_, i) => i + 1),
        'float32',
        [8],
      )
      const loss = ops.reduceSum(ops.mul(y, table === flat ? weights : constant([1, 2], 'float32', [2])))
      const graph = { inputs: [table, given], outputs: new Map([['gradient', gradients(loss, [table])[0] as Value]]) }
      const got = await runGraph(graph, {
        table: floats(table.shape as number[], new Array(400).fill(0)),
        ids: { dtype: 'int32', shape: [2, 6], data: ids },
      })
      const exact = new Array<number>(400).fill(0)
      for (const [i, id] of ids.entries())
        for (const column of [0, 1, 2, 3]) {
          const weight = table === flat ? (i % 2) * 4 + column + 1 : (column % 2) + 1
          exact[id * 4 + column] = (exact[id * 4 + column] as number) + weight
        }
      expect(distance(numbers(got.get('gradient') as TensorData), exact)).toBeLessThan(1e-6)
    }
  })

  test.each([
    [100, 4],
    [100, null],
    [8, 4],
  ])('rows of a table of %i that get the same gradient as their neighbours, %s of them', async (rows, tokens) => {
    const ids = Int32Array.from({ length: 12 }, (_, i) => [7, 5, 7, 0, 5, 1][i % 6] as number)
    const table = input('table', 'float32', [rows, 2])
    const inputs = [table, input('ids', 'int32', ['batch', tokens]), input('dy', 'float32', ['batch', 1, 2])] as const
    const loss = ops.reduceSum(
      ops.mul(ops.reduceSum(ops.gather(table, inputs[1]), { axes: [1], keepDims: true }), inputs[2]),
    )
    const graph = { inputs, outputs: new Map([['gradient', gradients(loss, [table])[0] as Value]]) }
    const got = await runGraph(graph, {
      table: floats([rows, 2], new Array(rows * 2).fill(0)),
      ids: { dtype: 'int32', shape: [3, 4], data: ids },
      dy: floats([3, 1, 2], [1, 2, 3, 5, 7, 11]),
    })
    const exact = new Array<number>(rows * 2).fill(0)
    for (const [i, id] of ids.entries()) {
      for (const column of [0, 1]) {
        const sample = [1, 2, 3, 5, 7, 11][Math.floor(i / 4) * 2 + column] as number
        exact[id * 2 + column] = (exact[id * 2 + column] as number) + sample
      }
    }
    expect(numbers(got.get('gradient') as TensorData)).toEqual(exact)
  })

  test.each([
    ['narrower, of the mean of four', 2, true],
    ['wider, of the mean of four', 5, true],
    ['narrower, of each row', 2, false],
    ['wider, of each row', 5, false],
  ])('rows whose gradient is a product with a factor that is %s', async (_, units, pooled) => {
    const columns = 3
    const ids = Int32Array.from({ length: 12 }, (_, i) => [7, 5, 7, 0, 5, 1][i % 6] as number)
    const samples = pooled ? 3 : 12
    const [kernel, dy] = [columns, samples].map((rows) =>
      Float32Array.from({ length: rows * units }, (_, i) => Math.sin(1 + rows * i)),
    ) as [Float32Array, Float32Array]
    const table = input('table', 'float32', [100, columns])
    const inputs = [
      table,
      input('ids', 'int32', ['batch', 4]),
      input('kernel', 'float32', [columns, units]),
      input('dy', 'float32', pooled ? ['batch', units] : ['batch', 4, units]),
    ] as const
    const rows = ops.gather(table, inputs[1])
    const y = ops.matmul(pooled ? ops.reduceMean(rows, { axes: [1] }) : rows, inputs[2])
    const loss = ops.reduceSum(ops.mul(y, inputs[3]))
    const gradient = gradients(loss, [table])[0] as Value
    const running = topologicalOrder([gradient]).find(({ rule }) => rule === ops.cumSum.rule)
    expect(running?.outputs[0]?.shape.at(-1)).toBe(Math.min(units, columns))
    const graph = { inputs, outputs: new Map([['gradient', gradient]]) }
    const got = await runGraph(graph, {
      table: floats([100, columns], new Array(100 * columns).fill(0)),
      ids: { dtype: 'int32', shape: [3, 4], data: ids },
      kernel: { dtype: 'float32', shape: [columns, units], data: kernel },
      dy: { dtype: 'float32', shape: pooled ? [3, units] : [3, 4, units], data: dy },
    })
    const exact = new Array<number>(100 * columns).fill(0)
    for (const [i, id] of ids.entries()) {
      const sample = pooled ? Math.floor(i / 4) : i
      for (let column = 0; column < columns; column++) {
        const parts = Array.from(
          { length: units },
          (_, unit) => (dy[sample * units + unit] as number) * (kernel[column * units + unit] as number),
        )
        const own = parts.reduce((sum, part) => sum + part, 0) / (pooled ? 4 : 1)
        exact[id * columns + column] = (exact[id * columns + column] as number) + own
      }
    }
    expect(distance(numbers(got.get('gradient') as TensorData), exact)).toBeLessThan(1e-6)
  })

  test('a row that no id takes has a gradient of exactly 0', async () => {
    const got = await evaluate(
      (table, ids) => ({
        gradient: gradients(ops.reduceSum(ops.exp(ops.gather(table, ids))), [table])[0] as Value,
      }),
      [floats([100, 1], new Array(100).fill(0.3)), { dtype: 'int32', shape: [3], data: Int32Array.of(7, 99, 7) }],
    )
    const gradient = numbers(got.get('gradient') as TensorData)
    expect(gradient.flatMap((g, row) => (Object.is(g, 0) ? [] : [row]))).toEqual([7, 99])
  })
})

describe('what gather is made of', () => {
  const ints = (data: readonly number[]): TensorData => ({
    dtype: 'int32',
    shape: [data.length],
    data: Int32Array.from(data),
  })

  test('sort keeps equal elements in their order', async () => {
    const got = await evaluate((x) => ({ ...ops.sort(x) }), [ints([3, 1, 3, 0, 1])])
    expect(numbers(got.get('values') as TensorData)).toEqual([0, 1, 1, 3, 3])
    expect(numbers(got.get('positions') as TensorData)).toEqual([3, 1, 4, 0, 2])
  })
  test.each([
    [undefined, [1, 3, 2, 8, 0, 9], [1, 0, 0, 1, 1, 0]],
    [0, [2, 0, 3, 1, 9, 8], [1, 2, 0, 0, 2, 1]],
  ])('sort goes along the last axis, or along axis %s', async (axis, values, positions) => {
    const got = await evaluate(
      (x) => ({ ...ops.sort(x, { axis: axis as number }) }),
      [floats([3, 2], [3, 1, 2, 8, 9, 0])],
    )
    expect(numbers(got.get('values') as TensorData)).toEqual(values)
    expect(numbers(got.get('positions') as TensorData)).toEqual(positions)
  })
  test('compress keeps the rows at which the condition holds', async () => {
    const got = await evaluate(
      (x, at) => ({ y: ops.compress(x, ops.cast(at, 'bool')) }),
      [floats([3, 2], [1, 2, 3, 4, 5, 6]), ints([1, 0, 1])],
    )
    expect(got.get('y')?.shape).toEqual([2, 2])
    expect(numbers(got.get('y') as TensorData)).toEqual([1, 2, 5, 6])
  })
  test('scatterRows writes rows', async () => {
    const got = await evaluate(
      (x, at, rows) => ({ y: ops.scatterRows(x, ops.cast(at, 'int64'), rows) }),
      [floats([3, 2], [1, 2, 3, 4, 5, 6]), ints([2, 0]), floats([2, 2], [7, 8, 9, 10])],
    )
    expect(numbers(got.get('y') as TensorData)).toEqual([9, 10, 3, 4, 7, 8])
  })
  test('scatterRows adds rows', async () => {
    const got = await evaluate(
      (x, at, rows) => ({ y: ops.scatterRows(x, ops.cast(at, 'int64'), rows, { adds: true }) }),
      [floats([3, 2], [1, 2, 3, 4, 5, 6]), ints([2, 0]), floats([2, 2], [7, 8, 9, 10])],
    )
    expect(numbers(got.get('y') as TensorData)).toEqual([10, 12, 3, 4, 12, 14])
  })
})

test('what does not fit is an error in one sentence', () => {
  const table = input('table', 'float32', [4, 2])
  expect(() => ops.gather(table, input('ids', 'float32', [3]))).toThrow(
    'gather: expected int32 or int64 indices, got float32; use cast',
  )
  expect(() => ops.gather(input('x', 'float32', []), input('ids', 'int32', [3]))).toThrow(
    'gather: expected a table [rows, …], got []',
  )
  expect(() => ops.sort(table, { axis: 2 })).toThrow('sort: axis 2 is not an axis of [4, 2]')
  const open = input('open', 'float32', [4, 'columns'])
  expect(() => gradients(ops.reduceSum(ops.gather(open, input('ids', 'int32', [3]))), [open])).toThrow(
    'gather: the gradient needs rows of known shape, got a table [4, columns]',
  )
})
