import * as ops from '../../codegen/ops/index.js'
import { alongEach, type Rank } from '../../shapes/spatial.js'
import { knownChannels } from '../../shapes/spatial-conv.js'
import { type TransposedConfig, transposedAxes, transposedCuts, transposedShape } from '../../shapes/transposed-conv.js'
import type { LayerDefinition } from '../layer-definition.js'
import { onnxKernel } from './convolution.js'
import { activated, type KernelOptions, steeredWeight } from './kernel.js'
import { inOnnxOrder } from './onnx-order.js'

/** What a transposed convolution does, over however many axes: kernel [sizes, filters, channels], bias [filters]. */
export const transposedConvolution = (
  rank: Rank,
  kind: string,
  config: TransposedConfig,
  options: KernelOptions<boolean>,
): Omit<LayerDefinition, 'kind' | 'name'> => {
  const { filters, dataFormat } = config
  const kernel = steeredWeight('kernel', options, 'glorotUniform')
  const bias = steeredWeight('bias', options, 'zeros')
  const finish = activated(options)
  const useBias = options.useBias !== false
  return {
    outputShape: (shape) => transposedShape(rank, kind, shape, config),
    weights: (shape) => {
      const { channels } = knownChannels(rank, kind, shape, dataFormat)
      return [kernel([...alongEach(rank, config.kernelSize), filters, channels]), ...(useBias ? [bias([filters])] : [])]
    },
    call: (x, context) => {
      const axes = transposedAxes(rank, config)
      const cuts = axes.map(transposedCuts)
      const window = {
        strides: axes.map(({ stride }) => stride),
        dilations: axes.map(({ dilation }) => dilation),
        pads: [...cuts.map(({ before }) => before), ...cuts.map(({ after }) => after)],
        outputPadding: cuts.map(({ added }) => added),
        group: 1,
      }
      const y = inOnnxOrder(x, dataFormat, (image) => {
        const spread = ops.convTranspose(image, onnxKernel(context.weight('kernel')), window)
        const behind = axes.map((_, axis) => axis + 1)
        return useBias ? ops.add(spread, ops.unsqueeze(context.weight('bias'), behind)) : spread
      })
      return finish(y, context)
    },
  }
}
