import { vegaTable } from './vega-table.js'
import { type Scale, scaleOf, standardized } from './windows.js'

/** CO₂ in the air above Mauna Loa, in parts per million; from May 1964 on, no month is missing. */
const months = vegaTable('co2-concentration.csv')
  .map((row) => ({ month: row['Date']?.slice(0, 7) as string, ppm: Number(row['CO2']) }))
  .filter(({ month }) => month >= '1964-05')

/** CO₂ grows, so what is learnt is its change from one month to the next; the last fifth of the changes tests. */
export const loadChanges = () => {
  const changes = months.slice(1).map(({ ppm }, i) => ppm - (months[i]?.ppm as number))
  const split = Math.floor(changes.length * 0.8)
  const scale = scaleOf(changes.slice(0, split))
  return { series: standardized(changes, scale), split, scale, firstTested: months[split + 1]?.month as string }
}

/** CO₂ in ppm after each of the standardized changes, of which the first is the change at `from`. */
export const levels = (standard: readonly number[], from: number, { mean, deviation }: Scale): number[] => {
  let level = months[from]?.ppm as number
  return standard.map((change) => {
    level += mean + deviation * change
    return level
  })
}
