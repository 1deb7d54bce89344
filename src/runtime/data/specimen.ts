import type { Block } from './block.js'
import { lookupOf, type Table, type TableOptions } from './table.js'

/** A row of zeros, of the last text of a lookup, or of the first class, as those of a table look: to check the columns against a model before rows are read. */
export const specimen = (fill: Table['fill'], columns: number, options: TableOptions): Block => {
  const { classes, sampleWeight, features: names } = options
  const features = columns - (sampleWeight === undefined ? 0 : 1)
  const cell = (column: number): unknown => {
    const name = names[column]
    const lookup = name === undefined ? undefined : lookupOf(options, name)
    if (lookup) return lookup.vocabulary.at(-1)
    return classes && column === features - 1 ? classes[0] : 0
  }
  return fill(1, (column) => [cell(column)], new Float64Array(1))
}
