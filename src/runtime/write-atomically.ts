import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { requirePath } from './paths.js'
import { unwritable } from './unwritable.js'

/** Writes a file, or the parts of one, whole or not at all: to a neighbour first, which takes its place once it is on disk. */
export const writeAtomically = async (path: string, bytes: Uint8Array | readonly Uint8Array[]): Promise<void> => {
  requirePath('write', path)
  const temporary = join(dirname(path), `.tenon-${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      for (const part of bytes instanceof Uint8Array ? [bytes] : bytes) await file.writeFile(part)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw unwritable(path, error)
  }
}
