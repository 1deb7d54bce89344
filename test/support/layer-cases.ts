import { readdirSync, readFileSync } from 'node:fs'
import { gradients } from '../../src/codegen/autodiff.js'
import { input, scalar, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import type { Layer } from '../../src/dsl/layer.js'
import * as layers from '../../src/dsl/layers/index.js'
import { l1l2 } from '../../src/dsl/regularizers.js'
import { weightsOf } from '../../src/dsl/weights.js'
import { fromGolden, type Golden } from './evaluate.js'
import { definitionOf, layerGraph, runLayers } from './layer-graph.js'

/** A layer that Keras has run, as a golden file holds it. */
export interface Case {
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
/** Those of layers of one tensor. */
export const cases = readdirSync(folder)
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

export const factories = new Map(Object.entries(layers) as unknown as [string, (...all: unknown[]) => Layer][])
const made = ({ layer, args }: Pick<Case, 'layer' | 'args'>): Layer => {
  const factory = factories.get(layer)
  if (!factory) throw new Error(`a golden case of ${layer}, which is no layer`)
  return factory(...args.map(revived))
}

/** A graph of the layer's output, penalty, updates and gradients, and what is fed; the batch is a symbol, as in a model. */
export const layerCaseGraph = (one: Case) => {
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
  const inputs = [x, ...(mask ? [mask] : []), ...states.values(), cotangent, ...weights.map(({ value }) => value)]
  const feeds = {
    x: fromGolden(one.x),
    ...(one.mask && { mask: fromGolden(one.mask) }),
    ...Object.fromEntries(initial.map(([name, state]) => [`initial ${name}`, fromGolden(state)])),
    cotangent: fromGolden(one.cotangent),
    ...Object.fromEntries(weights.map(({ name, spec }) => [name, fromGolden(one.weights[spec.name] as Golden)])),
  }
  return { graph: { inputs, outputs }, feeds, output, penalties, weights }
}

const nameOf = ({ node }: Value): string => ('name' in node ? node.name.replace('layer/', '') : '')
