/** Loads a library when it is first needed. Throws an error that says how to get it where it is not there. */
export const loaded = async <T>(call: string, name: string, load: () => Promise<T>): Promise<T> => {
  try {
    return await load()
  } catch (error) {
    throw new Error(`${call}: the package ${name} cannot be loaded; install it by npm install ${name}`, {
      cause: error,
    })
  }
}
