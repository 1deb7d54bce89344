import type { Block } from './block.js'
import type { Table, TableOptions } from './table.js'

/** A row of zeros, or of the first class, as those of a table look: to check the columns against a model before rows are read. */
export const specimen = (fill: Table['fill'], columns: number, { classes, sampleWeight }: TableOptions): Block => {
  const features = columns - (sampleWeight === undefined ? 0 : 1)
  return fill(1, (column) => (classes && column === features - 1 ? [classes[0]] : [0]), new Float64Array(1))
}
