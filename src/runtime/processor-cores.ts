import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

const folder = '/sys/devices/system/cpu'

/** Null where the system does not tell. */
let counted: number | null | undefined

/**
 * The cores that this process may use: two hardware threads of one count once, since products gain nothing from the second. Undefined
 * where the system does not tell, as only Linux does.
 */
export const processorCores = (): number | undefined => {
  if (counted === undefined) counted = distinctCores() ?? null
  return counted === null ? undefined : Math.min(counted, availableParallelism())
}

const distinctCores = (): number | undefined => {
  try {
    const isAllowed = allowed(readFileSync('/proc/self/status', 'utf8'))
    const processors = readdirSync(folder).filter((name) => /^cpu\d+$/.test(name) && isAllowed(Number(name.slice(3))))
    return new Set(processors.flatMap(siblingsOf)).size || undefined
  } catch {
    return undefined
  }
}

/** Whether a process of this status is not kept from a processor, by its number: the system lists those that it may use as '0-3,8'. */
const allowed = (status: string): ((processor: number) => boolean) => {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1]
  const ranges = list?.split(',').map((range) => range.split('-').map(Number))
  return (processor) => ranges?.some(([first = 0, last = first]) => first <= processor && processor <= last) ?? true
}

/** The hardware threads of its core, as text; nothing of a processor that is off. */
const siblingsOf = (processor: string): readonly string[] => {
  try {
    return [readFileSync(`${folder}/${processor}/topology/thread_siblings_list`, 'utf8')]
  } catch {
    return []
  }
}
