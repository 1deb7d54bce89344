import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The error of a path that cannot be written, with the reason in words. */
export const unwritable = (path: string, error: unknown): Error => {
  const { code } = error as NodeJS.ErrnoException
  // no cause: its message may have a temporary name
  return Object.assign(new Error(`cannot write ${path}: ${reason(error, dirname(path))}`), { code })
}

/** Makes a folder, and those above it, where it is not there. */
export const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    throw unwritable(path, error)
  }
}

const reason = (error: unknown, folder: string): string => {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOENT':
      return `there is no folder ${folder}`
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a part of that path is a file, not a folder'
    case 'EISDIR':
      return 'it is a folder; give the path of a file'
    case 'EACCES':
    case 'EPERM':
      return `there is no permission to write in the folder ${folder}`
    default:
      // up to the system call and its paths
      return message.replace(/, \w+( '.*)?$/s, '')
  }
}
