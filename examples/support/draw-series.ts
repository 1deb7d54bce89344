/** A line of a chart: a value for each column, and the character that draws it. */
export interface Line {
  readonly values: readonly number[]
  readonly mark: string
}

/** A text chart, `height` rows from the largest value to the smallest, which stand at its left; later lines cover earlier ones. */
export const drawSeries = (lines: readonly Line[], height: number): string[] => {
  const values = lines.flatMap((line) => line.values)
  if (values.length === 0 || height < 2) throw new RangeError('drawSeries: a chart needs values, and rows for them')
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const rowOf = (value: number): number =>
    high === low ? 0 : Math.round(((high - value) / (high - low)) * (height - 1))
  const columns = Math.max(...lines.map((line) => line.values.length))
  const grid = Array.from({ length: height }, () => Array.from({ length: columns }, () => ' '))
  for (const { values, mark } of lines) {
    for (const [column, value] of values.entries()) (grid[rowOf(value)] as string[])[column] = mark
  }
  const labels = grid.map((_, row) => (row === 0 ? high.toFixed(1) : row === height - 1 ? low.toFixed(1) : ''))
  const width = Math.max(...labels.map((label) => label.length))
  return grid.map((row, at) => `${(labels[at] as string).padStart(width)} │${row.join('')}`.trimEnd())
}
