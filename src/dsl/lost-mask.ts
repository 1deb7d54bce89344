import type { LayerDefinition } from './layer.js'

const warned = new WeakSet<LayerDefinition>()

/** Says once of each layer that a mask is lost there, as Keras does. */
export const warnOfMask = (layer: string, definition: LayerDefinition): void => {
  if (warned.has(definition)) return
  warned.add(definition)
  const { kind } = definition
  process.emitWarning(
    `${layer} (${kind}) does not take a mask: from there on, masked steps count like all others`,
    'TenonWarning',
  )
}
