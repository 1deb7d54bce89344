import type { AdaptData } from '../../runtime/adapt/rows.js'
import type { Layer, Rule } from '../layer.js'

/**
 * A layer that learns from data what it computes with, before the model is compiled: by `adapt`, not by gradients. What it has learnt
 * is state of the model like any weight, which training does not change: it is in the files of weights and in the exported graphs.
 */
export interface AdaptingLayer<R extends Rule> extends Layer<R> {
  /**
   * Learns from rows in memory or from a dataset, in place of what was learnt before, and gives the layer itself. Counts from the next
   * `compile` on, in every model that has the layer; a trainer keeps what it was compiled with. Throws for data that are not finite or
   * have another shape, with the row, for data without rows, and where the layer was given what it would learn.
   */
  adapt(data: AdaptData): Promise<this>
}

/** A layer that adapts, from one that does not yet. */
export const adapting = <R extends Rule>(
  layer: Layer<R>,
  learn: (data: unknown) => Promise<void>,
): AdaptingLayer<R> => {
  const own = Object.assign(layer, {
    adapt: async (data: unknown) => {
      await learn(data)
      return own
    },
  }) as AdaptingLayer<R>
  return own
}
