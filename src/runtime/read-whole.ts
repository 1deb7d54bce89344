import { readFile } from 'node:fs/promises'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read by this user',
}

/** Why a file cannot be read, in words where they are known. */
export const whyUnread = (error: unknown): string => {
  const { code = '', message } = error as NodeJS.ErrnoException
  return reasons[code] ?? message
}

/** Reads a file; the error says which one cannot be read, and why. */
export const readWhole = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(path)
  } catch (error) {
    throw new Error(`cannot read ${path}: ${whyUnread(error)}`, { cause: error })
  }
}
