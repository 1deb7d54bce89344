import * as ops from '../../codegen/ops/index.js'
import { flag } from '../../codegen/ranges.js'
import { type DepthwiseConfig, depthwiseShape } from '../../shapes/depthwise.js'
import type { GuardArgument, ShapeValue } from '../../shapes/dim.js'
import { alongEach, type Rank } from '../../shapes/spatial.js'
import { knownChannels } from '../../shapes/spatial-conv.js'
import type { DataFormat, Padding, Pair } from '../../shapes/window-dim.js'
import type { InitializerLike } from '../initializers.js'
import type { LayerDefinition } from '../layer-definition.js'
import { convolve, onnxKernel } from './convolution.js'
import {
  type ActivatedOptions,
  activated,
  activatedOptions,
  type Steered,
  steeredWeight,
  weightOptions,
} from './kernel.js'
import { inOnnxOrder } from './onnx-order.js'

/** What depthwise and separable convolutions have in common. */
export interface ChannelwiseOptions<
  St extends Pair,
  P extends Padding,
  M extends number,
  D extends Pair,
  Format extends DataFormat,
  Bias extends boolean,
  Fault = undefined,
> extends ActivatedOptions,
    Steered<'depthwise'>,
    Steered<'bias'> {
  /** Step between kernel positions, one number or one for each axis; default 1. */
  readonly strides?: GuardArgument<Fault, 'strides', St | undefined>
  /** 'valid' (default): the kernel stays inside; 'same': zeros around the input, so that stride 1 keeps its size. */
  readonly padding?: P | undefined
  /** How many channels are made of each one; default 1. */
  readonly depthMultiplier?: GuardArgument<Fault, 'depthMultiplier', M | undefined>
  /** Distance between the elements that the kernel sees; default 1. */
  readonly dilationRate?: GuardArgument<Fault, 'dilationRate', D | undefined>
  /** Where the channels stand; default 'channelsLast'. */
  readonly dataFormat?: Format | undefined
  /** Adds a bias; default true. */
  readonly useBias?: Bias | undefined
  /** Default 'glorotUniform'. */
  readonly depthwiseInitializer?: InitializerLike | undefined
  /** Default 'zeros'. */
  readonly biasInitializer?: InitializerLike | undefined
}

export const channelwiseOptions = {
  ...activatedOptions,
  strides: true,
  padding: true,
  depthMultiplier: true,
  dilationRate: true,
  dataFormat: true,
  useBias: flag,
  ...weightOptions('depthwise', 'bias'),
} as const

/** The same with what weighs the channels of a separable convolution. */
export interface PointwiseOptions extends Steered<'pointwise'> {
  /** Default 'glorotUniform'. */
  readonly pointwiseInitializer?: InitializerLike | undefined
}

type AnyOptions = ChannelwiseOptions<Pair, Padding, number, Pair, DataFormat, boolean>

/** The arguments of a depthwise or separable convolution, `filters` null for the first. */
export const depthwiseConfig = (filters: number | null, kernelSize: Pair, options: AnyOptions): DepthwiseConfig => {
  const { strides = 1, padding = 'valid', depthMultiplier = 1, dilationRate = 1, dataFormat = 'channelsLast' } = options
  return { filters, kernelSize, strides, padding, depthMultiplier, dilationRate, dataFormat }
}

/**
 * What a convolution of each channel by itself does: kernel [sizes, channels, depthMultiplier]. With filters it is separable: a
 * second kernel [1, …, channels · depthMultiplier, filters] mixes the channels.
 */
export const depthwiseConvolution = (
  rank: Rank,
  kind: string,
  config: DepthwiseConfig,
  options: AnyOptions & PointwiseOptions,
): Omit<LayerDefinition, 'kind' | 'name'> => {
  const { filters, padding, depthMultiplier, dataFormat } = config
  const separable = filters !== null
  const depthwise = steeredWeight('depthwise', options, 'glorotUniform')
  const pointwise = steeredWeight('pointwise', options, 'glorotUniform')
  const bias = steeredWeight('bias', options, 'zeros')
  const finish = activated(options)
  const depthwiseName = separable ? 'depthwiseKernel' : 'kernel'
  const channelsOf = (shape: ShapeValue) => knownChannels(rank, kind, shape, dataFormat).channels
  const useBias = options.useBias !== false
  return {
    outputShape: (shape) => depthwiseShape(rank, kind, shape, config),
    weights: (shape) => {
      const [channels, kernel] = [channelsOf(shape), alongEach(rank, config.kernelSize)]
      const depth = channels * depthMultiplier
      const point = [...kernel.map(() => 1), depth, filters as number]
      return [
        { ...depthwise([...kernel, channels, depthMultiplier]), name: depthwiseName },
        ...(separable ? [{ ...pointwise(point), name: 'pointwiseKernel' }] : []),
        ...(useBias ? [bias([filters ?? depth])] : []),
      ]
    },
    call: (x, context) => {
      const [kernel, strides, dilations] = [config.kernelSize, config.strides, config.dilationRate].map((argument) =>
        alongEach(rank, argument),
      ) as [number[], number[], number[]]
      const channels = channelsOf(x.shape)
      const shape = [...kernel, 1, channels * depthMultiplier]
      const each = onnxKernel(ops.reshape(context.weight(depthwiseName), shape))
      const own = useBias ? context.weight('bias') : null
      const y = inOnnxOrder(x, dataFormat, (image) => {
        const windows = { kernel, strides, padding, dilations }
        const apart = convolve(image, each, separable ? null : own, windows, channels)
        if (!separable) return apart
        const ones = kernel.map(() => 1)
        const point = { kernel: ones, strides: ones, padding: 'valid', dilations: ones } as const
        return convolve(apart, onnxKernel(context.weight('pointwiseKernel')), own, point, 1)
      })
      return finish(y, context)
    },
  }
}
