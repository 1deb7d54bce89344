import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

const folder = '/sys/devices/system/cpu'

let counted: number | undefined

/**
 * The cores that this process may use: two hardware threads of one count once, since products gain nothing from the second. Undefined
 * where the system does not tell, as only Linux does.
 */
export const processorCores = (): number | undefined => {
  counted ??= distinctCores()
  return counted && Math.min(counted, availableParallelism())
}

const distinctCores = (): number | undefined => {
  try {
    const processors = readdirSync(folder).filter((name) => /^cpu\d+$/.test(name))
    return new Set(processors.flatMap(siblingsOf)).size || undefined
  } catch {
    return undefined
  }
}

/** The hardware threads of its core, as text; nothing of a processor that is off. */
const siblingsOf = (processor: string): readonly string[] => {
  try {
    return [readFileSync(`${folder}/${processor}/topology/thread_siblings_list`, 'utf8')]
  } catch {
    return []
  }
}

/**
 * Whether small steps take less time in one thread. On 16 cores they do not: two LSTM layers of 64 units take 15 ms a step in one thread, 13
 * in two and 10 in all, rows of 32 ids 2.1 ms and 0.9.
 */
export const hasFewCores = (): boolean => (processorCores() ?? availableParallelism()) <= 2
