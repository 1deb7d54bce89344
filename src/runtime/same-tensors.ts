import type { TensorData } from '../codegen/ir/value.js'
import { formatShape } from '../shapes/format.js'
import { nonFiniteIn } from './finite.js'

const mostProblems = 6

/** Throws unless `given` has exactly the tensors of `wanted`, of finite numbers; says which differ, and how. */
export const requireSameTensors = (
  source: string,
  wanted: ReadonlyMap<string, TensorData>,
  given: ReadonlyMap<string, TensorData>,
): void => {
  const describe = ({ dtype, shape }: TensorData) => `${dtype} ${formatShape(shape)}`
  const problems: string[] = []
  for (const [name, tensor] of wanted) {
    const other = given.get(name)
    if (!other) problems.push(`${name} is missing (expected ${describe(tensor)})`)
    else if (describe(other) !== describe(tensor)) {
      problems.push(`${name} is ${describe(other)}, expected ${describe(tensor)}`)
    }
  }
  for (const [name, tensor] of given) {
    if (!wanted.has(name)) problems.push(`${name} ${describe(tensor)} is not in the model`)
  }
  if (problems.length > 0) throw new Error(`${source} does not fit the model: ${listed(problems)}`)
  requireFinite(source, given)
}

const listed = (problems: readonly string[]): string => {
  const shown = problems.slice(0, mostProblems).join('; ')
  const more = problems.length > mostProblems ? `; and ${problems.length - mostProblems} more` : ''
  return shown + more
}

const requireFinite = (source: string, tensors: ReadonlyMap<string, TensorData>): void => {
  for (const [name, { data }] of tensors) {
    const found = nonFiniteIn(data)
    if (found === undefined) continue
    throw new RangeError(
      `${source}: ${name} holds ${found}; expected finite numbers: take values from before the training diverged`,
    )
  }
}
