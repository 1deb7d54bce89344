import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { knownDim } from '../../shapes/sentence.js'
import { type Layer, layer } from '../layer.js'
import { eachStep, type WeightSpec } from '../layer-definition.js'
import { contract, ordered } from '../operations/contract.js'
import { activated, type KernelOptions, kernelOptions, steeredWeight } from './kernel.js'

/** From the last `count` axes of a tensor to others: a layer inside another. */
export const projection = (
  name: string,
  options: KernelOptions<boolean>,
  count: number,
  outputs: readonly number[],
): Layer => {
  const [kernel, bias] = [steeredWeight('kernel', options, 'glorotUniform'), steeredWeight('bias', options, 'zeros')]
  const finish = activated(options)
  return layer('projection', { ...options, name }, kernelOptions, {
    outputShape: (shape) => [...shape.slice(0, -count), ...outputs],
    ...eachStep,
    weights: (shape) => {
      const inputs = shape.slice(-count).map((dim) => knownDim(name, 'last axis', dim))
      return [alongAxes(kernel([...inputs, ...outputs]), count), ...(options.useBias === false ? [] : [bias(outputs)])]
    },
    call: (x, context) => {
      const product = multiplied(x, context.weight('kernel'), count)
      return finish(options.useBias === false ? product : ops.add(product, context.weight('bias')), context)
    },
  })
}

/** A kernel that counts its first axes as inputs, and the others as outputs, as Keras's `EinsumDense` does. */
const alongAxes = (spec: WeightSpec, count: number): WeightSpec => {
  const axes = spec.shape.map((_, axis) => axis)
  const { initializer } = spec
  return { ...spec, initializer: initializer.along?.(axes.slice(0, count), axes.slice(count)) ?? initializer }
}

/** The product summed over the last `count` axes of x and the first of the kernel. */
const multiplied = (x: Value, kernel: Value, count: number): Value => {
  const rows = x.shape.slice(0, -count).map((_, i) => `row ${i}`)
  const columns = kernel.shape.slice(count).map((_, i) => `column ${i}`)
  const inner = Array.from({ length: count }, (_, i) => `inner ${i}`)
  const order = [...rows, ...columns]
  const product = contract(
    { value: x, labels: [...rows, ...inner] },
    { value: kernel, labels: [...inner, ...columns] },
    new Set(order),
  )
  return ordered(product, order)
}
