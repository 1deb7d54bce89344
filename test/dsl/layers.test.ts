import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import { input, scalar, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import type { Layer } from '../../src/dsl/layer.js'
import * as layers from '../../src/dsl/layers/index.js'
import { l1l2 } from '../../src/dsl/regularizers.js'
import { weightsOf } from '../../src/dsl/weights.js'
import { distance, fromGolden, type Golden, numbers, runGraph } from '../support/evaluate.js'
import { definitionOf, layerGraph, runLayers } from '../support/layer-graph.js'

interface Case {
  readonly layer: string
  readonly args: readonly unknown[]
  readonly training: boolean
  readonly x: Golden
  readonly mask: Golden | null
  readonly weights: Readonly<Record<string, Golden>>
  readonly y: Golden
  readonly outputMask: Golden | null
  readonly cotangent: Golden
  readonly penalty: number | null
  readonly xGradient: Golden | null
  readonly gradients: Readonly<Record<string, Golden>>
  readonly updates: Readonly<Record<string, Golden>>
  readonly initial?: Readonly<Record<string, Golden>>
  readonly initialGradients?: Readonly<Record<string, Golden>>
  readonly further?: Readonly<Record<string, Golden>>
}

const folder = new URL('../golden/', import.meta.url)
const cases = readdirSync(folder)
  .filter((file) => /^layers.*\.json$/.test(file))
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case[])

/** A golden file writes a regularizer as its two factors, and a layer by its name and arguments. */
const revived = (argument: unknown): unknown => {
  if (typeof argument !== 'object' || Array.isArray(argument) || argument === null) return argument
  if ('layer' in argument) return made(argument as Case)
  return Object.fromEntries(
    Object.entries(argument).map(([key, value]) => [key, key.endsWith('Regularizer') ? l1l2(value) : revived(value)]),
  )
}

const factories = new Map(Object.entries(layers) as unknown as [string, (...all: unknown[]) => Layer][])
const made = ({ layer, args }: Pick<Case, 'layer' | 'args'>): Layer => {
  const factory = factories.get(layer)
  if (!factory) throw new Error(`a golden case of ${layer}, which is no layer`)
  return factory(...args.map(revived))
}

/** The layer's output, penalty, updates and gradients, by name; the batch is a symbol, as in a model. */
const run = async (one: Case) => {
  const x = input('x', one.x.dtype, ['batch', ...one.x.shape.slice(1)])
  const mask = one.mask ? input('mask', 'int32', ['batch', ...one.mask.shape.slice(1)]) : undefined
  const graph = layerGraph({ layer: definitionOf(made(one)) }, x)
  const weights = weightsOf(graph)
  const initial = Object.entries(one.initial ?? {})
  const states = new Map(
    initial.map(([name, { shape }]) => [
      `layer/${name}`,
      input(`initial ${name}`, 'float32', ['batch', ...shape.slice(1)]),
    ]),
  )
  const random = one.training ? { seed: scalar(0, 'int32'), step: scalar(0, 'int32') } : undefined
  const {
    output,
    penalties,
    updates,
    mask: outputMask,
    further: all,
  } = runLayers(graph, weights, x, { random, mask: mask && ops.cast(mask, 'bool'), states })
  const further = [...all].filter(([name]) => name.replace('layer/', '') in (one.further ?? {}))
  const cotangent = input('cotangent', 'float32', output.shape)
  const trainable = weights.filter(({ spec }) => spec.trainable && spec.name in one.gradients)
  const penalty = penalties.reduce((sum, term) => ops.add(sum, term), scalar(0))
  const squares = further.map(([, value]) => ops.reduceSum(ops.mul(value, value)))
  const loss = squares.reduce(ops.add, ops.add(ops.reduceSum(ops.mul(output, cotangent)), penalty))
  const wanted = [...(one.xGradient ? [x, ...states.values()] : []), ...trainable.map(({ value }) => value)]
  const grads = gradients(loss, wanted)
  const outputs = new Map<string, Value>([
    ['y', output],
    ['penalty', penalty],
    ...wanted.map((value, i) => [`gradient of ${nameOf(value)}`, grads[i] as Value] as const),
    ...[...updates].map(([name, value]) => [`next ${name.replace('layer/', '')}`, value] as const),
    ...further.map(([name, value]) => [`further ${name.replace('layer/', '')}`, value] as const),
    ...(outputMask ? [['output mask', ops.cast(outputMask, 'int32')] as const] : []),
  ])
  const feeds = Object.fromEntries(
    weights.map(({ name, spec }) => [name, fromGolden(one.weights[spec.name] as Golden)]),
  )
  const got = await runGraph(
    {
      inputs: [x, ...(mask ? [mask] : []), ...states.values(), cotangent, ...weights.map(({ value }) => value)],
      outputs,
    },
    {
      x: fromGolden(one.x),
      ...(one.mask && { mask: fromGolden(one.mask) }),
      ...Object.fromEntries(initial.map(([name, state]) => [`initial ${name}`, fromGolden(state)])),
      cotangent: fromGolden(one.cotangent),
      ...feeds,
    },
  )
  return { got, output, penalties, weights }
}

const nameOf = ({ node }: Value): string => ('name' in node ? node.name.replace('layer/', '') : '')

const entries = (prefix: string, tensors: Readonly<Record<string, Golden>>) =>
  Object.entries(tensors).map(([name, tensor]) => [`${prefix} ${name}`, tensor] as const)

describe('every layer equals Keras: value, gradients, penalties, running averages', () => {
  const titled = cases.map((one, i) => {
    const shape = JSON.stringify(one.x.shape)
    return [`#${i} ${one.layer} ${JSON.stringify(one.args)} on ${shape}${one.training ? ' in training' : ''}`, one]
  })
  test.each(titled as [string, Case][])('%s', async (_, one) => {
    const { got, output, penalties, weights } = await run(one)
    const close = (name: string, expected: Golden, tolerance: number) => {
      const tensor = got.get(name) as TensorData
      expect(tensor.shape).toEqual(expected.shape)
      expect(distance(numbers(tensor), expected.data), name).toBeLessThan(tolerance)
    }
    expect(output.shape).toEqual(['batch', ...one.y.shape.slice(1)])
    expect(weights.map(({ spec }) => [spec.name, spec.shape])).toEqual(
      Object.entries(one.weights).map(([name, { shape }]) => [name, shape]),
    )
    close('y', one.y, 2e-6)
    expect(penalties.length > 0).toBe(one.penalty !== null)
    expect(distance(numbers(got.get('penalty') as TensorData), [one.penalty ?? 0])).toBeLessThan(2e-6)
    const expected = [
      ...entries('gradient of', { ...(one.xGradient && { x: one.xGradient }), ...one.gradients }),
      ...entries('gradient of initial', one.initialGradients ?? {}),
      ...entries('next', one.updates),
      ...entries('further', one.further ?? {}),
    ] as const
    for (const [name, tensor] of expected) close(name, tensor, 5e-6)
    if (one.outputMask) close('output mask', one.outputMask, 1e-9)
    const names = ['y', 'penalty', ...(one.outputMask ? ['output mask'] : []), ...expected.map(([name]) => name)]
    expect([...got.keys()].sort()).toEqual(names.sort())
  })
})

/** Cases of layers of several tensors, for attention.test.ts. */
const ofSeveral = JSON.parse(readFileSync(new URL('attention.json', folder), 'utf8')) as Pick<Case, 'layer'>[]

test('every layer of the table has a case', () => {
  const known = new Set([...cases, ...ofSeveral].map(({ layer }) => layer))
  expect([...factories.keys()].filter((layer) => !known.has(layer))).toEqual([])
})
