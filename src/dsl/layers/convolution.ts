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

/** What a convolution does, over however many axes: kernel [sizes, channels / groups, filters], bias [filters]. */
export const convolution = (
  { filters, groups, dataFormat, outputShape, channels, ...windows }: Convolution,
  options: KernelOptions<boolean>,
): Omit<LayerDefinition, 'kind' | 'name'> => {
  const weights = kernelAndBias(options)
  const finish = activated(options)
  const axes = windows.kernel.length
  return {
    outputShape,
    weights: (shape) => weights([...windows.kernel, channels(shape) / groups, filters]),
    call: (x, context) => {
      const bias = options.useBias === false ? null : context.weight('bias')
      const onnxKernel = ops.transpose(context.weight('kernel'), [axes + 1, axes, ...windows.kernel.keys()])
      const y = inOnnxOrder(x, dataFormat, (image) =>
        ops.conv(image, onnxKernel, bias, { ...onnxWindow(windows, image.shape), group: groups }),
      )
      return finish(y, context)
    },
  }
}
