import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { requirePath } from './paths.js'

/** Writes a file whole or not at all: to a neighbour first, which takes its place once it is on disk. */
export const writeAtomically = async (path: string, bytes: Uint8Array): Promise<void> => {
  requirePath('write', path)
  const temporary = join(dirname(path), `.tenon-${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    const { code } = error as NodeJS.ErrnoException
    // no cause: its message has the temporary name
    throw Object.assign(new Error(`cannot write ${path}: ${reason(error, dirname(path))}`), { code })
  }
}

const reason = (error: unknown, folder: string): string => {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOENT':
      return `there is no folder ${folder}`
    case 'ENOTDIR':
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
