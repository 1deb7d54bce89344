import { tensor } from 'tenon'
import { vegaTable } from './vega-table.js'

/** Where in the year a day is, on a circle. */
const placeOf = (day: number): number[] => [
  Math.cos((2 * Math.PI * day) / 365.25),
  Math.sin((2 * Math.PI * day) / 365.25),
]

/** The days of four years by their place in the year [days, 2], and how warm they got in Seattle [days, 1], in tens of °C. */
export const loadWarmth = () => {
  const celsius = vegaTable('seattle-weather.csv').map((day) => Number(day['temp_max']))
  return { x: tensor(celsius.map((_, day) => placeOf(day))), y: tensor(celsius.map((warmth) => [warmth / 10])) }
}

/** Every fifth day of a year, by its place. */
export const oneYear = () => tensor(Array.from({ length: 73 }, (_, i) => placeOf(5 * i)))
