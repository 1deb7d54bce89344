import type { Add } from '../shapes/arithmetic.js'
import { checkResidual, type ResidualShape } from '../shapes/residual.js'
import {
  checkedLayer,
  type IdentityRule,
  type Layer,
  layerValue,
  type OutputOf,
  type ParametersOf,
  type Rule,
} from './layer.js'
import { add, cast } from './operations/index.js'
import { checkedTensorOf, oneTensorOf, type SymbolicTensor } from './symbolic.js'

export interface ResidualRule<Main extends Rule, Shortcut extends Rule> extends Rule {
  readonly output: ResidualShape<OutputOf<Main, this['input']>, OutputOf<Shortcut, this['input']>>
  readonly parameters: Add<ParametersOf<Main, this['input']>, ParametersOf<Shortcut, this['input']>>
}

/**
 * A block around which its input goes as it is, or through a shortcut of its own: block(x) + x (He et al., 2015).
 *
 *     residual(block(conv2d(64, 3, { padding: 'same' }), batchNormalization()))
 *     residual(block(conv2d(64, 3, { padding: 'same', strides: 2 })), conv2d(64, 1, { strides: 2 }))
 *
 * Throws ShapeError where the two ends differ, and for what gives several tensors.
 */
export const residual = <Main extends Rule, Shortcut extends Rule = IdentityRule>(
  main: Layer<Main>,
  shortcut?: Layer<Shortcut>,
): Layer<ResidualRule<Main, Shortcut>> => {
  const inner = checkedLayer('residual', main)
  const around = shortcut === undefined ? undefined : checkedLayer('residual', shortcut, 'a layer as shortcut')
  return layerValue(
    (x) => {
      const start = oneTensorOf('residual', x)
      const ends = [inner(start), around ? around(start) : start] as [SymbolicTensor, SymbolicTensor]
      for (const end of ends) checkedTensorOf('residual', end)
      checkResidual(ends[0].shape, ends[1].shape)
      const sum = add(...ends)
      return sum.dtype === 'float32' ? sum : cast(sum, 'float32')
    },
    undefined,
    shortcut === undefined ? [main] : [main, shortcut],
  )
}
