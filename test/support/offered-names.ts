/** The names that an error sentence offers: `unknown …; expected one of a, b, c`. A way to walk a table of names. */
export const offeredNames = async (call: () => unknown): Promise<string[]> => {
  try {
    await call()
  } catch (error) {
    const [, list] = /^unknown .*; expected one of (.+)$/.exec((error as Error).message) ?? []
    if (list) return list.split(', ')
    throw error
  }
  throw new Error('expected an error that offers names')
}
