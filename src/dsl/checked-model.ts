import type { Model } from './model.js'
import { describeGiven } from './symbolic.js'

/** Throws TypeError for what is no model. */
export const checkedModel = (call: string, x: unknown): Model => {
  if (Array.isArray((x as Partial<Model> | null | undefined)?.graph?.calls)) return x as Model
  throw new TypeError(`${call}: expected a model, got ${describeGiven(x)}`)
}
