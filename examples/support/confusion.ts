import type { Tensor } from 'tenon'

/** How often a class [row] was taken for a class [column], as confusionMatrix counts. */
export type Confusion = readonly (readonly number[])[]

/** The class of each row of probabilities [rows, classes]: the place of the largest. */
export const bestClasses = ({ data, shape }: Tensor): number[] => {
  const [rows, classes] = shape as [number, number]
  return Array.from({ length: rows }, (_, row) => {
    const own = Array.from(data.subarray(row * classes, (row + 1) * classes), Number)
    return own.indexOf(Math.max(...own))
  })
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** The share of all that was taken for what it is. */
export const accuracyOf = (confusion: Confusion): number =>
  sum(confusion.map((row, i) => row[i] as number)) / sum(confusion.map(sum))

/** The share of a class that was found; NaN where there is none of it. */
export const recallOf = (confusion: Confusion, label: number): number => {
  const row = confusion[label] as readonly number[]
  return (row[label] as number) / sum(row)
}

/** The share of what was taken for a class that is of it; NaN where nothing was. */
export const precisionOf = (confusion: Confusion, label: number): number =>
  (confusion[label]?.[label] as number) / sum(confusion.map((row) => row[label] as number))

/** A table of the counts: a row for what it is, a column for what it was taken for; zeros are dots. */
export const drawConfusion = (confusion: Confusion, names: readonly string[]): string[] => {
  const cells = [names, ...confusion.map((row) => row.map((count) => (count === 0 ? '·' : `${count}`)))]
  const width = Math.max(...cells.flat().map((cell) => cell.length)) + 1
  const side = Math.max(...names.map((name) => name.length))
  return cells.map((row, at) => {
    const head = at === 0 ? '' : (names[at - 1] as string)
    return head.padEnd(side) + row.map((cell) => cell.padStart(width)).join('')
  })
}
