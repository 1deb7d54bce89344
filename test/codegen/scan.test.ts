import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { bodyParameter } from '../../src/codegen/ir/body.js'
import { input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { distance, floats, numbers, runGraph } from '../support/evaluate.js'

/*
 * A scan against the same step written out: the last states and what each step puts out, and the gradients of a function of
 * both for the states before, the sequences and what the step uses from around it.
 */

const [time, batch, n] = [4, 3, 2]

type Step = (states: readonly Value[], steps: readonly Value[], around: readonly Value[]) => readonly Value[]

interface Example {
  /** Results: as many next states as there are, then what the step puts out. */
  readonly step: Step
  readonly states: number
  readonly sequences: readonly (readonly number[])[]
  readonly around: readonly (readonly number[])[]
}

const { add, mul, matmul, tanh, sigmoid, sub, where, greater, transpose, reduceSum, reshape } = ops
type One = readonly [Value, ...Value[]]

const examples: Readonly<Record<string, Example>> = {
  'a simple recurrence': {
    step: ([h], [x], [u]) => {
      const next = tanh(add(matmul(h as Value, u as Value), x as Value))
      return [next, next]
    },
    states: 1,
    sequences: [[batch, n]],
    around: [[n, n]],
  },
  'two states, a vector from around, and outputs that are not states': {
    step: (states, steps, around) => {
      const [h, c] = states as One as [Value, Value]
      const [x] = steps as One
      const [u, b] = around as One as [Value, Value]
      const gate = sigmoid(add(matmul(h, u), b))
      const carry = add(mul(gate, c), mul(sub(1, gate), x))
      return [tanh(carry), carry, mul(gate, gate), add(x, 1)]
    },
    states: 2,
    sequences: [[batch, n]],
    around: [[n, n], [n]],
  },
  'one matrix that is multiplied twice, once more on its own': {
    step: ([h], [x], [u, v]) => {
      const twice = matmul(tanh(matmul(add(h as Value, x as Value), u as Value)), u as Value)
      return [mul(twice, 0.5), add(matmul(twice, v as Value), reduceSum(v as Value))]
    },
    states: 1,
    sequences: [[batch, n]],
    around: [
      [n, n],
      [n, n],
    ],
  },
  'nothing to keep': {
    step: ([h], [x]) => [add(mul(h as Value, 0.9), x as Value)],
    states: 1,
    sequences: [[batch, n]],
    around: [],
  },
  'a sequence that decides, and one of lower rank': {
    step: ([h], [x, m]) => {
      const next = tanh(add(h as Value, mul(x as Value, m as Value)))
      return [where(greater(m as Value, 0), next, h as Value), next]
    },
    states: 1,
    sequences: [[batch, n], [n]],
    around: [],
  },
  'axes that move in a step': {
    step: ([h], [x], [u]) => {
      const turned = transpose(matmul(transpose(h as Value, [1, 0]), transpose(x as Value, [0, 1])), [1, 0])
      return [add(h as Value, mul(matmul(x as Value, turned), 0.1)), reshape(matmul(turned, u as Value), [n * n])]
    },
    states: 1,
    sequences: [[batch, n]],
    around: [[n, n]],
  },
}

const wave = (shape: readonly number[], phase: number): TensorData =>
  floats(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1.7 * i + phase)),
  )

/** Last states, stacked outputs. */
const scanned = (
  { step }: Example,
  states: readonly Value[],
  sequences: readonly Value[],
  around: readonly Value[],
  reverse: boolean,
) => {
  const before = states.map((state) => bodyParameter('state', state))
  const steps = sequences.map(({ dtype, shape }) => bodyParameter('step', { dtype, shape: shape.slice(1) }))
  const results = step(before, steps, around)
  return ops.scan({ states, sequences, reverse, parameters: [...before, ...steps], results }).slice(0, results.length)
}

const writtenOut = (
  { step }: Example,
  initial: readonly Value[],
  sequences: readonly Value[],
  around: readonly Value[],
  reverse: boolean,
) => {
  const parts = sequences.map((x) =>
    ops.split(x, { axis: 0, sizes: Array<number>(time).fill(1) }).map((part) => ops.squeeze(part, [0])),
  )
  const order = [...Array(time).keys()]
  let states = initial
  const outputs: Value[][] = []
  for (const at of reverse ? order.toReversed() : order) {
    const results = step(
      states,
      parts.map((all) => all[at] as Value),
      around,
    )
    states = results.slice(0, initial.length)
    outputs[at] = results.slice(initial.length).map((y) => ops.unsqueeze(y, [0]))
  }
  return [
    ...states,
    ...(outputs[0] ?? []).map((_, i) =>
      ops.concat(
        outputs.map((all) => all[i] as Value),
        0,
      ),
    ),
  ]
}

const run = async (
  example: Example,
  make: typeof scanned,
  length: number | null,
  reverse: boolean,
  uses: (i: number) => boolean,
) => {
  const data: Record<string, TensorData> = {}
  const leaf = (name: string, shape: readonly number[], first: number | null) => {
    data[name] = wave(shape, Object.keys(data).length)
    return input(name, 'float32', first === null ? [null, ...shape.slice(1)] : shape)
  }
  const states = Array.from({ length: example.states }, (_, i) => leaf(`state${i}`, [batch, n], batch))
  const sequences = example.sequences.map((shape, i) => leaf(`x${i}`, [time, ...shape], length))
  const around = example.around.map((shape, i) => leaf(`around${i}`, shape, n))
  const results = make(example, states, sequences, around, reverse)
  const loss = results
    .filter((_, i) => uses(i))
    .map((value, i) => reduceSum(mul(mul(value, value), i + 1)))
    .reduce(add)
  const wrt = [...states, ...sequences, ...around]
  const grads = gradients(loss, wrt)
  return runGraph(
    {
      inputs: wrt,
      outputs: new Map([
        ...results.map((value, i) => [`result ${i}`, value] as const),
        ...grads.map((value, i) => [`gradient ${i}`, value] as const),
      ]),
    },
    data,
  )
}

describe.each(Object.entries(examples))('%s', (_, example) => {
  test.each([
    ['forwards', time, false],
    ['backwards', time, true],
    ['for any length', null, false],
  ] as const)('%s', async (_how, length, reverse) => {
    for (const uses of [() => true, (i: number) => i === 0, (i: number) => i >= example.states]) {
      if (uses(example.states) && !uses(0) && example.around.length + example.sequences.length === 1) continue
      const [got, expected] = [
        await run(example, scanned, length, reverse, uses),
        await run(example, writtenOut, time, reverse, uses),
      ]
      expect([...got.keys()]).toEqual([...expected.keys()])
      for (const [name, tensor] of expected) {
        expect(got.get(name)?.shape).toEqual(tensor.shape)
        expect(distance(numbers(got.get(name) as TensorData), numbers(tensor)), name).toBeLessThan(2e-6)
      }
    }
  })
})
