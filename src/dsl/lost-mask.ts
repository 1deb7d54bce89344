const warned = new WeakSet<object>()

/** Says once of each layer or operation that a mask is lost there, as Keras does. */
export const warnOfMask = (name: string, made: { readonly kind: string }): void => {
  if (warned.has(made)) return
  warned.add(made)
  process.emitWarning(
    `${name} (${made.kind}) does not take a mask: from there on, masked steps count like all others`,
    'TenonWarning',
  )
}
