import { type SameImageShape, sameImageShape } from '../../shapes/same-image.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import type { Rule } from '../layer.js'
import type { LayerDefinition } from '../layer-definition.js'

/** The rule of a layer over images that leaves their shape as it is. */
export interface ImageRule<Kind extends string, Format extends DataFormat> extends Rule {
  readonly output: SameImageShape<Kind, this['input'], Format>
  readonly parameters: 0
}

/** What such a layer that works in training only is made of: outside training it gives the images as they are. */
export const inTraining = (
  kind: string,
  format: DataFormat,
  call: LayerDefinition['call'],
): Pick<LayerDefinition, 'outputShape' | 'weights' | 'call'> => ({
  outputShape: (shape) => sameImageShape(kind, shape, format),
  weights: () => [],
  call: (x, context) => (context.training ? call(x, context) : x),
})
