import type { TensorData } from '../codegen/ir/value.js'
import { checkedPosition, type RunPosition } from './run-position.js'
import type { TensorFile } from './safetensors.js'

/** All of a run. */
export interface RunRecord {
  readonly position: RunPosition
  readonly state: ReadonlyMap<string, TensorData>
  /** What the figures of the epoch so far follow from. */
  readonly sums: readonly Float64Array[]
  /** Of callbacks, by their place among all. */
  readonly tensors: ReadonlyMap<number, ReadonlyMap<string, TensorData>>
}

const format = 'tenon-run'

/** A run as a safetensors file: its numbers in the metadata, as JSON. */
export const runFile = ({ position, state, sums, tensors }: RunRecord): TensorFile => ({
  tensors: new Map([
    ...[...state].map(([name, tensor]) => [`state/${name}`, tensor] as const),
    ...sums.map((data, i) => [`sums/${i}`, { dtype: 'float64', shape: [data.length], data }] as const),
    ...[...tensors].flatMap(([index, own]) =>
      [...own].map(([name, tensor]) => [`callbacks/${index}/${name}`, tensor] as const),
    ),
  ]),
  metadata: { format, run: JSON.stringify(position, keepNumber) },
})

/** What such a file holds. Throws for another one. */
export const readRunFile = (source: string, { tensors, metadata }: TensorFile): RunRecord => {
  if (metadata['format'] !== format || metadata['run'] === undefined) {
    throw new Error(`${source} does not hold a backup of a run; give backupAndRestore a folder of its own`)
  }
  const state = new Map<string, TensorData>()
  const sums: Float64Array[] = []
  const own = new Map<number, Map<string, TensorData>>()
  for (const [name, tensor] of tensors) {
    const [kind, index = '', ...rest] = name.split('/')
    if (kind === 'state') state.set(name.slice('state/'.length), tensor)
    else if (kind === 'sums' && /^\d{1,6}$/.test(index)) sums[Number(index)] = tensor.data as Float64Array
    else own.set(Number(index), (own.get(Number(index)) ?? new Map()).set(rest.join('/'), tensor))
  }
  if (!Array.from(sums).every((data) => data instanceof Float64Array)) {
    throw new Error(`${source} is damaged: the sums of its figures are not those of a run`)
  }
  return { position: checkedPosition(source, parsed(metadata['run'])), state, sums, tensors: own }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text, readNumber)
  } catch {
    return text
  }
}

/** JSON has no NaN, no infinities, and no -0. */
const keepNumber = (_: string, value: unknown): unknown =>
  typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? { $number: Object.is(value, -0) ? '-0' : String(value) }
    : value

const readNumber = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && '$number' in value && typeof value.$number === 'string'
    ? Number(value.$number)
    : value
