const warned = new WeakSet<object>()

/** Says once of each layer or operation that a mask is lost there, as Keras does. */
export const warnOfMask = (name: string, made: { readonly kind: string }, why = 'does not take a mask'): void => {
  if (warned.has(made)) return
  warned.add(made)
  process.emitWarning(
    `${name} (${made.kind}) ${why}: from there on, masked steps count like all others`,
    'TenonWarning',
  )
}
