import pc from 'picocolors'
import type { DeclaredTensor } from '../codegen/onnx/read.js'
import { visible } from '../codegen/typescript/source-text.js'
import { formatShape } from '../shapes/format.js'
import { readModelFile } from './model-file.js'

/** What `tenon inspect` prints: the facts of an ONNX file, its inputs, outputs and operators. */
export const inspect = async (path: string): Promise<string> => {
  const { model, size } = await readModelFile(path)
  const opsets = [...model.opsets].map(([domain, version]) => `${visible(domain)} ${version}`).join(', ')
  const facts = [
    ['producer', visible(model.producer) || 'unknown'],
    ['format', `ONNX IR ${model.irVersion}, operator set ${opsets}`],
    ['parameters', count(model.parameters)],
    ['size', `${count(size)} bytes`],
    ...[...model.metadata].map(([key, value]) => [visible(key), visible(value)]),
  ]
  const operators = [...model.operators].map(([name, times]) => [visible(name), count(times)])
  const total = [...model.operators.values()].reduce((a, b) => a + b, 0)
  const description = model.description.split('\n').map(visible).join('\n')
  return [
    pc.bold(visible(path)),
    ...(description ? [description] : []),
    ...columns(facts),
    ...section('inputs', model.inputs.map(row)),
    ...section('inputs with a default', model.defaults.map(row)),
    ...section('outputs', model.outputs.map(row)),
    ...section(`operators (${count(total)})`, operators),
    '',
  ].join('\n')
}

const count = (n: number): string => n.toLocaleString('en-US')

const row = ({ name, dtype, shape, description }: DeclaredTensor): string[] => [
  visible(name),
  dtype,
  shape ? visible(formatShape(shape)) : 'any shape',
  visible(description),
]

const section = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : ['', pc.bold(title), ...columns(rows)]

/** Rows with their cells one under the other, the first column dim. */
const columns = (rows: readonly (readonly string[])[]): string[] => {
  const width = (column: number) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))
  return rows.map((cells) => {
    const [first, ...others] = cells.map((cell, column) => cell.padEnd(width(column)))
    return `  ${pc.cyan(first ?? '')}  ${others.join('  ')}`.trimEnd()
  })
}
