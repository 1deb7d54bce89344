import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { constant, input, type TensorData, type Value, withScope } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { distance, evaluate, floats, fromGolden, numbers, runGraph } from '../support/evaluate.js'
import { expectGolden } from '../support/expect-golden.js'
import { build, type Case, call, cases } from '../support/op-cases.js'
import { otherWays } from '../support/other-ways.js'

const isTie = ({ inputs }: Case): boolean => new Set(inputs[0]?.data).size === 1

/** Value and gradient are PyTorch's, and the gradient that of central differences; with the ops that `by` builds by. */
const expectAsPyTorch = async (golden: Case, by: <T>(build: () => T) => T = (build) => build()) => {
  const values = golden.inputs.map(fromGolden)
  const got = await evaluate((...inputs) => by(() => build(golden)(...inputs)), values)
  expectGolden(golden, got)
  for (const [i, expected] of golden.gradients.entries()) {
    if (expected && !isTie(golden)) await expectCentralDifference(golden, values, i, got.get(`d${i}`) as TensorData)
  }
}

describe('every op: value and gradient equal PyTorch, gradient equals central differences', () => {
  test.each(cases.map((golden, i) => [`${golden.op} #${i} ${JSON.stringify(golden.attributes)}`, golden] as const))(
    '%s',
    (_, golden) => expectAsPyTorch(golden),
  )
})

describe('so they do by each lowering that is not the default', () => {
  const others = cases.flatMap((golden, i) => {
    const inputs = golden.inputs.map(({ dtype, shape }, at) => input(`in${at}`, dtype, shape))
    return otherWays(() => build(golden)(...inputs)).map(
      ([name, by]) => [`${golden.op} #${i}: ${name}`, golden, by] as const,
    )
  })
  test.each(others)('%s', (_, golden, by) => expectAsPyTorch(golden, by))

  test('for gradients of convolutions, pooling and activations', () => {
    const ops = new Set(others.map(([, { op }]) => op))
    expect([...ops].sort()).toEqual(['conv', 'convTranspose', 'maxPool', 'maximum', 'minimum', 'relu'])
  })
})

/** Compares a gradient along a fixed direction with the change of the loss over ±h; outputs are summed in float64. */
const expectCentralDifference = async (golden: Case, values: readonly TensorData[], i: number, grad: TensorData) => {
  const h = 2e-3
  const x = values[i] as TensorData
  const direction = numbers(x).map((_, j) => Math.sin(1 + 2.1 * j))
  const lossAt = async (step: number) => {
    const moved = floats(
      x.shape,
      numbers(x).map((value, j) => value + step * (direction[j] as number)),
    )
    const got = await evaluate((...inputs) => ({ y: call(golden, inputs) }), values.with(i, moved))
    return numbers(got.get('y') as TensorData).reduce((sum, y, j) => sum + y * (golden.cotangent.data[j] as number), 0)
  }
  const measured = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h)
  const expected = numbers(grad).reduce((sum, g, j) => sum + g * (direction[j] as number), 0)
  expect(distance([measured], [expected])).toBeLessThan(3e-3)
}

describe('batch as a symbol gives the same values and gradients', () => {
  const batched = cases.filter(({ op }) => /^(conv|maxPool|averagePool|relu|softmax|reduceMean)$/.test(op))
  test.each(batched.map((golden, i) => [`${golden.op} #${i}`, golden] as const))('%s', async (_, golden) => {
    const values = golden.inputs.map(fromGolden)
    const symbolic = (...inputs: Value[]) => {
      const y = call(golden, [
        inputs[0] as Value,
        ...values.slice(1).map(({ data, shape }) => constant(data, 'float32', shape)),
      ])
      return { y, d0: gradients(ops.reduceMean(ops.mul(y, y)), [inputs[0] as Value])[0] as Value }
    }
    const [wide, known] = await Promise.all([
      evaluate(symbolic, values.slice(0, 1), { batch: true }),
      evaluate(symbolic, values.slice(0, 1)),
    ])
    for (const name of ['y', 'd0']) {
      expect(distance(numbers(wide.get(name) as TensorData), numbers(known.get(name) as TensorData))).toBeLessThan(1e-6)
    }
  })
})

describe('windows over sizes that are known at run time only give the same values and gradients', () => {
  const windows = cases.filter(({ op }) => /^(conv|maxPool|averagePool)$/.test(op))
  test.each(windows.map((golden, i) => [`${golden.op} #${i} ${JSON.stringify(golden.attributes)}`, golden] as const))(
    '%s',
    async (_, golden) => {
      const [shape, ...rest] = golden.inputs.map((one) => one.shape) as [readonly number[], ...(readonly number[])[]]
      const open = input('in0', 'float32', ['batch', shape[1] as number, ...shape.slice(2).map(() => null)])
      const inputs = [open, ...rest.map((own, i) => input(`in${i + 1}`, 'float32', own))]
      const y = call(golden, inputs)
      const cotangent = input('cotangent', 'float32', y.shape)
      const grads = gradients(ops.reduceSum(ops.mul(y, cotangent)), inputs)
      const outputs = new Map([['y', y], ...grads.map((grad, i) => [`d${i}`, grad] as const)])
      const got = await runGraph(
        { inputs: [...inputs, cotangent], outputs },
        {
          ...Object.fromEntries(golden.inputs.map((one, i) => [`in${i}`, fromGolden(one)])),
          cotangent: fromGolden(golden.cotangent),
        },
      )
      expectGolden(golden, got)
    },
  )
})

describe('ops without a gradient of their own', () => {
  const ints = (data: readonly number[]): TensorData => ({
    dtype: 'int64',
    shape: [data.length],
    data: BigInt64Array.from(data, BigInt),
  })

  test('cast, both ways', async () => {
    const got = await evaluate((x) => ({ y: ops.cast(ops.cast(x, 'int32'), 'float32') }), [floats([3], [1.7, -1.7, 2])])
    expect(numbers(got.get('y') as TensorData)).toEqual([1, -1, 2])
  })
  test('oneHot', async () => {
    const got = await evaluate((x) => ({ y: ops.oneHot(x, { depth: 3 }) }), [ints([2, 0])])
    expect(numbers(got.get('y') as TensorData)).toEqual([0, 0, 1, 1, 0, 0])
  })
  test('shapeOf, sizeOf and rangeOf', async () => {
    const got = await evaluate(
      (x) => ({ shape: ops.shapeOf(x), size: ops.sizeOf(x), range: ops.rangeOf(ops.sizeOf(x)) }),
      [floats([2, 2], [0, 0, 0, 0])],
    )
    expect(numbers(got.get('shape') as TensorData)).toEqual([2, 2])
    expect(numbers(got.get('size') as TensorData)).toEqual([4])
    expect(numbers(got.get('range') as TensorData)).toEqual([0, 1, 2, 3])
  })
  test('scatterAdd adds up at repeated positions', async () => {
    const got = await evaluate(
      (x, at, updates) => ({ y: ops.scatterAdd(x, at, updates) }),
      [floats([3], [1, 1, 1]), ints([0, 2, 0]), floats([3], [1, 2, 3])],
    )
    expect(numbers(got.get('y') as TensorData)).toEqual([5, 1, 3])
  })
  test('cropLike cuts the ends', async () => {
    const got = await evaluate(
      (x, like) => ({ y: ops.cropLike(x, like, ops.shapeOf(like), [0, 1]) }),
      [floats([2, 3], [1, 2, 3, 4, 5, 6]), floats([1, 2], [0, 0])],
    )
    expect(got.get('y')?.shape).toEqual([1, 2])
    expect(numbers(got.get('y') as TensorData)).toEqual([1, 2])
  })
  test('maxUnpool writes to positions of the flattened tensor', async () => {
    const positions: TensorData = { dtype: 'int64', shape: [1, 1, 1, 2], data: BigInt64Array.of(0n, 3n) }
    const got = await evaluate(
      (x, at, like) => ({ y: ops.maxUnpool(x, at, like, ops.shapeOf(like)) }),
      [floats([1, 1, 1, 2], [5, 6]), positions, floats([1, 1, 2, 2], [0, 0, 0, 0])],
    )
    expect(numbers(got.get('y') as TensorData)).toEqual([5, 0, 0, 6])
  })
  test('heaviside of numbers, of the smallest normal one, and of both zeros', async () => {
    const values = [-2, -0, 0, 1.2e-38, 1e-30, 3, 3e38, Number.POSITIVE_INFINITY]
    const got = await evaluate((x) => ({ y: ops.heaviside(x) }), [floats([8], values)])
    expect(numbers(got.get('y') as TensorData)).toEqual([0, 0, 0, 1, 1, 1, 1, 1])
  })
  test('channelAffine is the product and the sum, bit for bit', async () => {
    const numbersOf = (count: number, shift: number) => Array.from({ length: count }, (_, i) => Math.sin(i + shift) * 3)
    const got = await evaluate(
      (x, scale, shift) => ({
        y: ops.channelAffine(x, scale, shift),
        z: ops.add(ops.mul(x, ops.reshape(scale, [1, 3, 1, 1])), ops.reshape(shift, [1, 3, 1, 1])),
      }),
      [floats([2, 3, 4, 5], numbersOf(120, 0)), floats([3], numbersOf(3, 1)), floats([3], numbersOf(3, 2))],
    )
    expect(numbers(got.get('y') as TensorData)).toEqual(numbers(got.get('z') as TensorData))
  })
  test('layerNormalization gives mean and inverse beside', async () => {
    const got = await evaluate(
      (x) => {
        const [y, mean, inverse] = ops.layerNormalization(x, 1, 0.5)
        return { y, mean, inverse }
      },
      [floats([2, 2, 2], [1, 2, 3, 6, 5, 5, 5, 5])],
    )
    // variances 3.5 and 0
    expect(numbers(got.get('mean') as TensorData)).toEqual([3, 5])
    expect(numbers(got.get('inverse') as TensorData)).toEqual([0.5, Math.fround(Math.SQRT2)])
    expect(numbers(got.get('y') as TensorData)).toEqual([-1, -0.5, 0, 1.5, 0, 0, 0, 0])
    expect([got.get('mean')?.shape, got.get('inverse')?.shape]).toEqual([
      [2, 1, 1],
      [2, 1, 1],
    ])
  })
  test('customGradient is its first operand, with the gradients that it is given', async () => {
    const got = await evaluate(
      (x, w) => {
        const y = ops.customGradient(ops.mul(x, w), [x, w], (o, dy) => [o.mul(dy, 5), null])
        const [dx, dw] = gradients(ops.reduceSum(ops.mul(y, 2)), [x, w]) as [Value, Value]
        return { y, dx, dw }
      },
      [floats([2], [1, 2]), floats([2], [3, 4])],
    )
    expect(numbers(got.get('y') as TensorData)).toEqual([3, 8])
    expect(numbers(got.get('dx') as TensorData)).toEqual([10, 10])
    expect(numbers(got.get('dw') as TensorData)).toEqual([0, 0])
  })
})

test('a gradient that cannot be made names the layer', () => {
  const x = input('x', 'float32', ['batch', null])
  const every = { axes: [1], starts: [0], ends: [-1], steps: [2] }
  const y = withScope('every_second', () => ops.slice(x, every))
  expect(() => gradients(ops.reduceSum(y), [x])).toThrow(
    'slice: the gradient needs step 1, or a known dim in the axis that is sliced (in the gradient of every_second)',
  )
})

test('every op of the table has a case here', () => {
  const own = [
    'cast',
    'oneHot',
    'shapeOf',
    'sizeOf',
    'rangeOf',
    'scatterAdd',
    'cropLike',
    'maxUnpool',
    'gather',
    'sort',
    'cumSum',
    'compress',
    'scatterRows',
    'layerNormalization',
    'scan',
    'fusedRecurrence',
    'heaviside',
    'channelAffine',
    'customGradient',
  ]
  const tested = new Set([...cases.map(({ op }) => op), ...own])
  expect(Object.keys(ops).filter((op) => !tested.has(op))).toEqual([])
})
