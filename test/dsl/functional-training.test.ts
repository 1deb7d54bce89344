import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { Tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'
import golden from '../golden/functional.json' with { type: 'json' }
import { distance, fromGolden, type Golden, numbers } from '../support/evaluate.js'
import { type Arranged, type Program, programs } from '../support/functional-programs.js'

type Figures = Readonly<Record<string, number>>
type Weights = Readonly<Record<string, Golden>>

interface Run {
  readonly steps: readonly Figures[]
  readonly evaluated: Figures
  readonly predicted: Arranged<Golden>
  readonly weights: Weights
  readonly parts: readonly Arranged<Golden>[] | null
}

interface Case {
  readonly program: string
  readonly x: Arranged<Golden>
  readonly y: Arranged<Golden>
  readonly sampleWeight: Arranged<Golden> | null
  readonly initial: Weights
  readonly runs: readonly [Run, Run]
}

const isArranged = (x: object): x is Golden | Tensor => 'dtype' in x

/** `f` of each tensor, arranged as they are. */
const mapped = <T extends Golden | Tensor, U>(x: Arranged<T>, f: (tensor: T) => U): Arranged<U> => {
  if (isArranged(x)) return f(x as T)
  if (Array.isArray(x)) return x.map(f)
  return Object.fromEntries(Object.entries(x).map(([name, tensor]) => [name, f(tensor as T)]))
}

/** All numbers of tensors, by name where they are arranged so. */
const flat = (x: unknown): number[] =>
  isArranged(x as object)
    ? numbers(x as Tensor)
    : Object.entries(x as object)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, tensor]) => flat(tensor))

const tensorOf = (given: Golden): Tensor => {
  const { data, shape, dtype } = fromGolden(given)
  return new Tensor(data, shape, dtype)
}

/** Without the names of the models that a layer is in. */
const ownName = (weight: string): string => weight.split('/').slice(-2).join('/')

const setWeights = (trainer: Trainer, weights: Weights) =>
  trainer.setWeights(
    new Map(
      [...trainer.weights()].map(([name]): [string, TensorData] => [
        name,
        fromGolden(weights[ownName(name)] as Golden),
      ]),
    ),
  )

/** Figures in the order of their names. */
const sorted = (figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1)))

const run = async (make: () => Program, { x, y, sampleWeight, initial }: Case): Promise<Run> => {
  const { whole, parts } = make()
  await using trainer = await whole
  expect([...trainer.weights().keys()].map(ownName).sort()).toEqual(Object.keys(initial).sort())
  await setWeights(trainer, initial)
  const [xs, ys] = [mapped(x, tensorOf), mapped(y, tensorOf)]
  const weights = sampleWeight && mapped(sampleWeight, tensorOf)
  const steps: Figures[] = []
  for (let step = 0; step < 16; step++) {
    const from = 16 * (step % 2)
    const batch = (tensor: Tensor) => tensor.slice(from, from + 16)
    const options = { verbose: 0, batchSize: 16, ...(weights && { sampleWeight: mapped(weights, batch) }) } as const
    const { history } = await trainer.fit(mapped(xs, batch), mapped(ys, batch), options)
    steps.push(Object.fromEntries(Object.entries(history).map(([name, [value]]) => [name, value as number])))
  }
  const asGolden = (tensor: unknown): Golden => ({ ...(tensor as Tensor), data: numbers(tensor as Tensor) })
  const after = new Map([...trainer.weights()].map(([name, weight]) => [ownName(name), asGolden(weight)]))
  const cuts: Arranged<Golden>[] = []
  for (const [part, given] of parts ?? []) {
    await using own = await part
    await setWeights(own, Object.fromEntries(after))
    cuts.push(mapped((await own.predict(given)) as Arranged<Tensor>, asGolden))
  }
  return {
    steps,
    evaluated: await trainer.evaluate(xs, ys, { batchSize: 32 }),
    predicted: mapped((await trainer.predict(mapped(xs, (all) => all.slice(0, 4)))) as Arranged<Tensor>, asGolden),
    weights: Object.fromEntries(after),
    parts: parts ? cuts : null,
  }
}

const figuresOf = ({ steps, evaluated, predicted, weights, parts }: Run) => ({
  losses: steps.map(({ loss }) => loss as number),
  figures: steps.flatMap((figures) => Object.values(sorted(figures))),
  evaluated: Object.values(sorted(evaluated)),
  predicted: flat(predicted),
  weights: flat(weights),
  parts: flat(parts ?? []),
})

const cases = golden as unknown as readonly Case[]

describe.each(cases)('$program follows Keras from the same weights for 16 steps', async (given) => {
  const make = programs[given.program]
  if (!make) throw new Error(`no program ${given.program}`)
  const [rounded, exact] = given.runs.map(figuresOf) as [Figure, Figure]
  type Figure = ReturnType<typeof figuresOf>
  const result = await run(make, given)
  const ours = figuresOf(result)
  // Keras itself strays as far as this in float32, in its own order of sums; ours is another one
  const spread = (name: keyof Figure) => distance(rounded[name], exact[name])

  test("Keras's names for figures, and its arrangement of outputs", () => {
    const [{ steps, evaluated, predicted }] = given.runs
    for (const figures of result.steps)
      expect(Object.keys(sorted(figures))).toEqual(Object.keys(sorted(steps[0] as Figures)))
    expect(Object.keys(sorted(result.evaluated))).toEqual(Object.keys(sorted(evaluated)))
    const shapes = (x: Arranged<Golden>) => mapped(x, ({ shape }) => shape)
    expect(shapes(result.predicted)).toEqual(shapes(predicted))
  })

  test('losses, to 1e-4', () => {
    const apart = ours.losses.map((loss, i) => Math.abs(loss - (exact.losses[i] as number)))
    expect(Math.max(...apart)).toBeLessThan(1e-4)
  })

  const compared = ['figures', 'evaluated', 'predicted', 'weights'] as const
  test.each([...compared, ...(exact.parts.length > 0 ? (['parts'] as const) : [])])(
    '%s, within four times what rounding does in Keras',
    (name) => {
      expect(distance(ours[name], exact[name])).toBeLessThan(Math.max(4 * spread(name), 1e-6))
    },
  )
})
