import { callsBehind } from '../../src/dsl/calls.js'
import type { SymbolicTensor } from '../../src/dsl/symbolic.js'

/** Source code of a model to the last tensor, to all, or to those that nothing follows, in each of the ways to give them. */
export const wholeModel = (tensors: ReadonlyMap<string, SymbolicTensor>, below: (count: number) => number): string => {
  // a layer may give its input itself
  const distinct = [...new Map([...tensors].toReversed().map(([name, tensor]) => [tensor, name] as const))]
    .map(([tensor, name]) => [name, tensor] as const)
    .toReversed()
  const made = distinct.filter(([, { source }]) => source.kind === 'call')
  const calls = callsBehind(made.map(([, tensor]) => tensor))
  const followed = new Set(calls.flatMap(({ inputs }) => inputs))
  const ends = made.filter(([, tensor]) => !followed.has(tensor))
  const outputs = [made.slice(-1), ends, ends, made][below(4)] as typeof made
  const behind = new Set(callsBehind(outputs.map(([, tensor]) => tensor)).flatMap(({ inputs }) => inputs))
  const inputs = distinct.filter(([, tensor]) => tensor.source.kind === 'input' && behind.has(tensor))
  const given = (list: typeof made, prefix: string): string => {
    const names = list.map(([name]) => name)
    if (names.length === 1 && below(3) > 0) return names[0] as string
    return below(2) > 0 ? `[${names.join(', ')}]` : `{ ${names.map((name) => `${prefix}${name}: ${name}`).join(', ')} }`
  }
  return `model({ inputs: ${given(inputs, 'x_')}, outputs: ${given(outputs, 'y_')} })`
}
