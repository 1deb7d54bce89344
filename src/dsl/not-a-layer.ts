import { describeValue } from '../shapes/describe-value.js'
import type { ModelGraph } from './model-graph.js'
import * as operations from './operations/index.js'

/* What is given in place of a layer, and what to do about it. */

const notCalled = <const Call extends string, const What extends string>(call: Call, what: What) =>
  `${call}: expected ${what}, got a function; call it` as const

const notInChains = <const Call extends string, const What extends string, const Got extends string>(
  call: Call,
  what: What,
  got: Got,
) => `${call}: expected ${what}, got ${got}; call it on tensors, and use model({ inputs, outputs })` as const

export const aLayer = 'a layer, such as dense(3)'
type ALayer = typeof aLayer

/** Whether L is a function, but no layer. */
export type IsOther<L> = unknown extends L
  ? false
  : L extends { readonly definitions: unknown }
    ? false
    : L extends (...given: never[]) => unknown
      ? true
      : false

/** The sentence for a function that is no layer, but makes one, or is an operation, or a model of several inputs. */
export type NotALayer<Call extends string, L, What extends string = ALayer> = L extends { readonly graph: unknown }
  ? ReturnType<typeof notInChains<Call, What, 'a model of several inputs'>>
  : Makes<L> extends true
    ? ReturnType<typeof notCalled<Call, What>>
    : ReturnType<typeof notInChains<Call, What, 'an operation'>>

/** Whether a function makes layers; what operations give is `any` where nothing is known of tensors. */
type Makes<L> = L extends (...given: never[]) => infer Made
  ? 0 extends 1 & Made
    ? false
    : Made extends { readonly definitions: unknown }
      ? true
      : false
  : false

/** The sentence for what is no layer. */
export const notALayer = (call: string, given: unknown, what: string = aLayer): string => {
  if (typeof given !== 'function') return `${call}: expected ${what}, got ${describeValue(given)}`
  if (takesSeveral(given)) return notInChains(call, what, 'a model of several inputs')
  return isOperation(given) ? notInChains(call, what, 'an operation') : notCalled(call, what)
}

/** Whether it is a model of several inputs. */
export const takesSeveral = (given: object): boolean =>
  'graph' in given && (given.graph as ModelGraph).inputArrangement !== 'one'

const isOperation = (given: unknown): boolean => Object.values<unknown>(operations).includes(given)
