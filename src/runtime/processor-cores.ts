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
    const processors = readdirSync(folder).filter((name) => /^cpu\d+$/.test(name) && isAllowed(Number(name.slice(3))))
    return new Set(processors.flatMap(siblingsOf)).size || undefined
  } catch {
    return undefined
  }
}

/** Whether the process is not kept from a processor, by its number: the system lists those it may use as '0-3,8'. */
const isAllowed = (processor: number): boolean => {
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return list.split(',').some((range) => {
    const [first, last = first] = range.split('-').map(Number)
    return first !== undefined && last !== undefined && first <= processor && processor <= last
  })
}

/** The hardware threads of its core, as text; nothing of a processor that is off. */
const siblingsOf = (processor: string): readonly string[] => {
  try {
    return [readFileSync(`${folder}/${processor}/topology/thread_siblings_list`, 'utf8')]
  } catch {
    return []
  }
}
