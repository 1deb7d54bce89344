import { elementCount } from '../runtime/elements.js'
import { formatShape } from '../shapes/format.js'
import type { Weight } from './forward.js'
import type { Model } from './sequential.js'

/** How many numbers some weights hold. */
export const countParameters = (weights: readonly Weight[]): number =>
  weights.reduce((sum, { spec }) => sum + elementCount(spec.shape), 0)

const group = (n: number): string => n.toLocaleString('en-US')

/** The table that Keras's `summary` prints: layer (type), output shapes, parameters. */
export const summarize = (model: Model, weights: readonly Weight[]): string => {
  let shape = model.input.shape
  const rows = model.layers.map(({ name, definition }) => {
    const further = definition.furtherOutputs?.(shape).values() ?? []
    shape = definition.outputShape(shape)
    const shapes = [shape, ...further].map(formatShape).join(', ')
    const own = weights.filter(({ layer }) => layer === name)
    return [`${name} (${definition.kind})`, shapes, group(countParameters(own))]
  })
  const table = [
    ['Layer (type)', 'Output shape', 'Param #'],
    [`${model.input.name} (input)`, formatShape(model.input.shape), '0'],
    ...rows,
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] as string).length)))
  const line = (left: string, middle: string, right: string) =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right
  const cells = (row: readonly string[]) =>
    `│ ${row.map((cell, i) => (i === 2 ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number))).join(' │ ')} │`
  const trainable = countParameters(weights.filter(({ spec }) => spec.trainable))
  const total = countParameters(weights)
  return [
    line('┌', '┬', '┐'),
    cells(table[0] as string[]),
    line('├', '┼', '┤'),
    ...table.slice(1).map(cells),
    line('└', '┴', '┘'),
    `Total params: ${group(total)}`,
    `Trainable params: ${group(trainable)}`,
    `Non-trainable params: ${group(total - trainable)}`,
  ].join('\n')
}
