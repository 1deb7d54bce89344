import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { checkRanges, flag, type Range } from '../../codegen/ranges.js'
import type { Callback } from '../callback.js'
import { requirePath } from '../paths.js'
import { type RunRecord, readRunFile } from '../run-file.js'
import { encodeTensors, readTensors, type TensorFile } from '../safetensors.js'
import { makeFolder } from '../unwritable.js'
import { writeAtomically } from '../write-atomically.js'
import { BatchCount } from './batch-count.js'
import { frequency } from './model-checkpoint.js'

export interface BackupAndRestoreOptions {
  /** After each epoch, after so many batches, or false: only where Ctrl-C or SIGTERM ends the run; default 'epoch'. */
  readonly saveFreq?: 'epoch' | number | false
  /** Keeps the backup before the last one as well, to go on from where the last one cannot be read; default false. */
  readonly doubleCheckpoint?: boolean
  /** Removes the backup when the run has come to its end; default true. */
  readonly deleteCheckpoint?: boolean
}

const ranges: Readonly<Record<keyof BackupAndRestoreOptions, Range>> = {
  saveFreq: { text: "'epoch', a positive integer or false", holds: (x) => x === false || frequency.holds(x) },
  doubleCheckpoint: flag,
  deleteCheckpoint: flag,
}

/** What fit keeps a run in. */
export interface BackupPlace {
  readonly folder: string
  /** Whether the hooks so far ask for a backup, after those of all callbacks. */
  isDue(): boolean
  write(file: TensorFile): Promise<void>
  /** The last backup; undefined where there is none. */
  read(): Promise<RunRecord | undefined>
}

const places = new WeakMap<Callback, BackupPlace>()

/** Where a callback keeps the run, if it does. */
export const backupPlaceOf = (callback: Callback): BackupPlace | undefined => places.get(callback)

/**
 * Keeps what a run goes on from: where it was ended, by Ctrl-C or by anything else, the next fit with the same data, options and
 * callbacks goes on from the last backup, and ends with the weights, bit for bit, of a run that was never ended. Keras's
 * `BackupAndRestore`; and the first Ctrl-C or SIGTERM during fit finishes the step, or waits no longer for a batch, keeps the run and rejects
 * with InterruptedError.
 *
 * @param folder is for this backup alone; it is made where it is not there. Where another run keeps its backups in it, too, the run that
 *   began to do so first ends with an error at its next backup
 */
export const backupAndRestore = (folder: string, options: BackupAndRestoreOptions = {}): Callback => {
  requirePath('write', folder)
  checkRanges('backupAndRestore', options, ranges)
  const { saveFreq = 'epoch', doubleCheckpoint = false, deleteCheckpoint = true } = options
  const [latest, previous] = [join(folder, 'latest.safetensors'), join(folder, 'previous.safetensors')]
  const owner = join(folder, 'run-id')
  const unsaved = new BatchCount()
  let due = false
  /** Of the run, once it has written a backup. */
  let id: string | undefined
  /** Whether a run that began to write later than this one has the folder. */
  const isTaken = async (): Promise<boolean> =>
    id !== undefined && (await readFile(owner, 'utf8').catch(() => id)) !== id

  const callback: Callback = {
    name: 'backupAndRestore',
    onTrainBegin: () => {
      unsaved.since = 0
      due = false
      id = undefined
    },
    ...(typeof saveFreq === 'number' &&
      unsaved.hooks(() => {
        if (unsaved.since >= saveFreq) due = true
      })),
    onEpochEnd: () => {
      if (saveFreq === 'epoch') due = true
    },
    onTrainEnd: async () => {
      if (!deleteCheckpoint || (await isTaken())) return
      await removeParts(folder)
      for (const path of [latest, previous, owner]) await rm(path, { force: true })
      // what else is in the folder is not ours
      await rmdir(folder).catch(() => undefined)
    },
  }
  places.set(callback, {
    folder,
    isDue: () => due,
    write: async (file) => {
      unsaved.since = 0
      due = false
      await makeFolder(folder)
      if (await isTaken()) {
        throw new Error(
          `backupAndRestore: another run keeps its backups in ${folder} since this one began; end one of the two, and give each a folder of its own`,
        )
      }
      if (id === undefined) {
        id = randomUUID()
        await writeAtomically(owner, Buffer.from(id))
      }
      if (doubleCheckpoint && existsSync(latest)) await rename(latest, previous)
      await writeAtomically(latest, encodeTensors(file))
    },
    read: async () => {
      await removeParts(folder)
      const [path, ...others] = [latest, previous].filter((one) => existsSync(one))
      if (path === undefined) return undefined
      const [other] = others
      return recordIn(path).catch((error) => {
        if (other === undefined) throw error
        return recordIn(other)
      })
    },
  })
  return callback
}

const recordIn = async (path: string): Promise<RunRecord> => readRunFile(path, await readTensors(path))

/** Removes what a process that was killed amid writing left. */
const removeParts = async (folder: string): Promise<void> => {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) if (/^\.tenon-.*\.tmp$/.test(name)) await rm(join(folder, name), { force: true })
}
