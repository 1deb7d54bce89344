import { availableParallelism } from 'node:os'
import { processorCores } from './processor-cores.js'
import type { SessionOptions } from './session.js'

/**
 * The threads inside an operator of steps: those that were asked for, or one for each core, or on two cores one alone for steps that are
 * small; undefined where the system does not tell its cores, and for other devices. On 16 cores small steps took less time in several: two LSTM layers
 * of 64 units 15 ms a step in one thread, 13 in two and 10 in all.
 */
export const stepThreads = async (
  { device = 'cpu', threads }: SessionOptions,
  isSmall: () => boolean | Promise<boolean> = () => false,
): Promise<number | undefined> => {
  if (threads !== undefined || device !== 'cpu') return threads
  const cores = processorCores()
  return (cores ?? availableParallelism()) === 2 && (await isSmall()) ? 1 : cores
}
