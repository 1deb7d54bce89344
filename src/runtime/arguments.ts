import { describeValue } from '../shapes/describe-value.js'
import { notAList, unknownPart, wrongCount } from '../shapes/parts.js'
import type { Arrangement } from './program.js'

/** A value that should be a tensor, with what errors call it. */
export interface Given {
  readonly name: string
  readonly value: unknown
}

/** What a call's argument holds, and of what. */
export interface Argument {
  readonly call: string
  /** 'x', 'y' or 'sampleWeight'. */
  readonly name: string
  /** What takes the tensors. */
  readonly taker: 'input' | 'loss'
  readonly arrangement: Arrangement
  /** The names of the inputs, or of the outputs with a loss. */
  readonly keys: readonly string[]
}

/**
 * The tensors of an argument in the order of its keys, whatever they are themselves. Throws TypeError for another arrangement, and
 * for keys that are too many or too few; with `partial`, some may be left out, and are undefined.
 */
export const arranged = (argument: Argument, value: unknown, partial = false): readonly Given[] => {
  const { name, arrangement, keys } = argument
  if (arrangement === 'one') return [{ name, value }]
  if (arrangement === 'list') {
    const list = listed(argument, value)
    return keys.map((_, i) => ({ name: `${name}[${i}]`, value: list[i] }))
  }
  const record = recorded(argument, value, partial)
  return keys.map((key) => ({ name: `${name}.${key}`, value: Object.hasOwn(record, key) ? record[key] : undefined }))
}

const listed = ({ call, name, taker, keys }: Argument, value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) {
    const got = isTensor(value) ? 'one tensor' : describeValue(value)
    throw new TypeError(notAList(call, name, `${keys.length}`, taker, got))
  }
  if (value.length !== keys.length) {
    throw new TypeError(wrongCount(call, name, `${value.length}`, `${keys.length}`, taker))
  }
  return value
}

const recorded = (argument: Argument, value: unknown, partial: boolean): Readonly<Record<string, unknown>> => {
  const { call, name, taker, keys } = argument
  const of = taker === 'input' ? 'input' : 'output'
  const offered = taker === 'input' ? "the model's inputs" : 'the outputs with a loss'
  const are = `${offered} ${keys.length === 1 ? 'is' : 'are'} ${words(keys)}`
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isTensor(value)) {
    const example = keys.slice(0, 3).map((key) => (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : `'${key}'`))
    const such = `{ ${example.join(', ')}${keys.length > 3 ? ', …' : ''} }`
    throw new TypeError(
      `${call}: ${name} must be an object of tensors by ${of}, such as ${such}; got ${describeValue(value)}`,
    )
  }
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) {
    throw new TypeError(`${unknownPart(call, name, unknown, taker)}; ${are}`)
  }
  const missing = partial ? undefined : keys.find((key) => !Object.hasOwn(value, key))
  if (missing !== undefined) throw new TypeError(`${call}: ${name} has no tensor for ${of} '${missing}'; ${are}`)
  return value as Readonly<Record<string, unknown>>
}

/** Whether a value looks like a tensor, whatever it holds. */
export const isTensor = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'data' in value && 'shape' in value && 'dtype' in value

const words = (keys: readonly string[]): string =>
  keys.length < 2 ? keys.join('') : `${keys.slice(0, -1).join(', ')} and ${keys.at(-1)}`
