import { setTimeout } from 'node:timers/promises'
import type { Contestant, Rates, Round, Unable } from './contestant.js'
import { type Demand, inferenceDemand, trainingDemand } from './products.js'
import { nameOf, type Row } from './workloads.js'

/** What a contestant made of a row. */
export interface Figure {
  readonly name: string
  /** Milliseconds of each round. */
  readonly rounds: readonly number[]
  /** The least of them; undefined where it cannot run the row. */
  readonly ms: number | undefined
  readonly way: string
}

export interface Result {
  readonly row: Row
  readonly parameters: number
  readonly figures: readonly Figure[]
  readonly demand: Demand
  /** Milliseconds that the products, and that the bytes, take at the machine's best rates. */
  readonly limit: { readonly products: number; readonly bytes: number }
}

/** How long threads that wait for work may go on spinning, in milliseconds. */
const rest = 100

/**
 * Runs a row, all contestants in turn, several times, so that a machine that slows down slows all of them. Throws where they do not
 * run the same model.
 */
export const play = async (
  row: Row,
  contestants: readonly Contestant[],
  rounds: number,
  rates: Rates,
): Promise<Result> => {
  const taken = new Map(contestants.map(({ name }) => [name, [] as (Round | Unable)[]]))
  for (let i = 0; i < rounds; i++) {
    for (const contestant of contestants) {
      const before = taken.get(contestant.name) as (Round | Unable)[]
      if (before.some((one) => 'unable' in one)) continue
      before.push(await contestant.round(row))
      await setTimeout(rest)
    }
  }
  const parameters = sameParameters(row, taken)
  const { workload, batch, mode } = row
  const demand = (mode === 'train' ? trainingDemand : inferenceDemand)(workload.products, parameters, batch)
  return {
    row,
    parameters,
    figures: [...taken].map(([name, all]) => figureOf(name, all)),
    demand,
    limit: { products: (demand.operations / rates.gemm) * 1000, bytes: (demand.bytes / rates.copy) * 1000 },
  }
}

const figureOf = (name: string, all: readonly (Round | Unable)[]): Figure => {
  const rounds = all.flatMap((one) => ('unable' in one ? [] : [one.ms]))
  const [last] = all.slice(-1)
  const unable = last === undefined || 'unable' in last
  return {
    name,
    rounds,
    ms: unable ? undefined : Math.min(...rounds),
    way: unable ? (last?.unable ?? '') : last.way,
  }
}

const sameParameters = (row: Row, taken: ReadonlyMap<string, readonly (Round | Unable)[]>): number => {
  const counts = [...taken].flatMap(([name, [first]]) =>
    first === undefined || 'unable' in first ? [] : [{ name, count: first.parameters }],
  )
  const [ours] = counts
  if (!ours || counts.some(({ count }) => count !== ours.count)) {
    const all = counts.map(({ name, count }) => `${name} has ${count}`).join(', ')
    throw new Error(`${nameOf(row)}: the models differ in their numbers of parameters: ${all}`)
  }
  return ours.count
}

/** The best that any contestant makes of large products and copies. */
export const bestRates = async (contestants: readonly Contestant[]): Promise<Rates> => {
  let best: Rates = { gemm: 0, copy: 0 }
  for (const { rates } of contestants) {
    const one = await rates?.()
    if (one) best = { gemm: Math.max(best.gemm, one.gemm), copy: Math.max(best.copy, one.copy) }
    await setTimeout(rest)
  }
  return best
}
