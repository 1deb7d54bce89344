import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { ShapeValue } from '../../shapes/dim.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import type { LayerDefinition } from '../layer-definition.js'
import { activated, type KernelOptions, kernelAndBias } from './kernel.js'
import { inOnnxOrder, onnxWindow, type Windows } from './onnx-order.js'

interface Convolution extends Windows {
  readonly filters: number
  readonly groups: number
  readonly dataFormat: DataFormat
  outputShape(shape: ShapeValue): ShapeValue
  channels(shape: ShapeValue): number
}

/** A kernel [sizes, in, out] as ONNX takes it: [out, in, sizes]. */
export const onnxKernel = (kernel: Value): Value => {
  const axes = kernel.shape.length - 2
  return ops.transpose(kernel, [axes + 1, axes, ...Array(axes).keys()])
}

/** Convolves [batch, channels, sizes] with a kernel as ONNX takes it. */
export const convolve = (image: Value, kernel: Value, bias: Value | null, windows: Windows, group: number): Value =>
  ops.conv(image, kernel, bias, { ...onnxWindow(windows, image.shape), group })

/** What a convolution does, over however many axes: kernel [sizes, channels / groups, filters], bias [filters]. */
export const convolution = (
  { filters, groups, dataFormat, outputShape, channels, ...windows }: Convolution,
  options: KernelOptions<boolean>,
): Omit<LayerDefinition, 'kind' | 'name'> => {
  const weights = kernelAndBias(options)
  const finish = activated(options)
  return {
    outputShape,
    weights: (shape) => weights([...windows.kernel, channels(shape) / groups, filters]),
    call: (x, context) => {
      const bias = options.useBias === false ? null : context.weight('bias')
      const kernel = onnxKernel(context.weight('kernel'))
      const y = inOnnxOrder(x, dataFormat, (image) => convolve(image, kernel, bias, windows, groups))
      return finish(y, context)
    },
  }
}
