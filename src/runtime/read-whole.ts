import { readFile } from 'node:fs/promises'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read by this user',
}

/** Reads a file; the error says which one cannot be read, and why. */
export const readWhole = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(path)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new Error(`cannot read ${path}: ${reasons[code] ?? message}`, { cause: error })
  }
}
