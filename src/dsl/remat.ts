import { checkedLayer, type IfLayer, type Layer, layerValue, type Rule } from './layer.js'
import { withinRemat } from './symbolic.js'

/**
 * The layer, or a block or model of several, with its activations computed again in the backward pass: training keeps what goes into
 * it, and nothing of what happens inside (gradient checkpointing, Chen et al., 2016). That takes less memory, and the time of a second
 * forward pass. Weights, names, results and random numbers are those without it, and so are predictions and saved inference graphs.
 *
 *     const unit = () => remat(residual(block(layerNormalization(), dense(256, { activation: 'gelu' }), dense(64))))
 *     sequential(input([128, 64])).pipe(repeat(12, unit))
 *
 * Each use is a part of its own; of a part within another only the outer counts, and within the function of `defineLayer` it does
 * nothing. What is wrapped is typed as it was. Keras's `remat`, PyTorch's `checkpoint`.
 */
export const remat = <R extends Rule, L = unknown>(layer: IfLayer<'remat', L, Layer<R>>): Layer<R> => {
  const inner = checkedLayer('remat', layer)
  const again = layerValue<R>((x, options) => withinRemat(Symbol('remat'), () => inner(x, options)), undefined, [inner])
  return Object.assign(again, { isRemat: true, inner: inner.definitions })
}
