import { tensor } from 'tenon'
import { vegaTable } from './vega-table.js'
import { type Scale, scaleOf, standardized } from './windows.js'

/** From the commonest to the rarest. */
export const kinds = ['sun', 'rain', 'fog', 'drizzle', 'snow']

/** What was measured on a day, and where in the year it is. */
const measuresOf = (day: Record<string, string>): number[] => {
  const measured = ['precipitation', 'temp_max', 'temp_min', 'wind'].map((measure) => Number(day[measure]))
  const angle = (2 * Math.PI * Date.parse(day['date'] as string)) / (365.25 * 24 * 3600 * 1000)
  return [...measured, Math.cos(angle), Math.sin(angle)]
}

/** Days of weather in Seattle, measures standardized on the days that train; every third day tests. */
export const loadDays = () => {
  const days = vegaTable('seattle-weather.csv').map((day, at) => ({
    measures: measuresOf(day),
    kind: kinds.indexOf(day['weather'] as string),
    isTest: at % 3 === 0,
  }))
  const training = days.filter(({ isTest }) => !isTest)
  const scales = Array.from({ length: 6 }, (_, i) => scaleOf(training.map(({ measures }) => measures[i] as number)))
  const part = (own: typeof days) => {
    const x = own.flatMap(({ measures }) =>
      measures.map((measure, i) => standardized([measure], scales[i] as Scale)[0]),
    )
    const labels = own.map(({ kind }) => kind)
    return { x: tensor(Float32Array.from(x as number[]), [own.length, 6]), y: tensor(Int32Array.from(labels)), labels }
  }
  return { training: part(training), test: part(days.filter(({ isTest }) => isTest)) }
}
