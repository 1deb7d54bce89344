import type { TensorData } from '../codegen/ir/value.js'
import { formatShape } from '../shapes/format.js'

const mostProblems = 6

/** Throws unless `given` has exactly the tensors of `wanted`; says which differ, and how. */
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
  if (problems.length === 0) return
  const shown = problems.slice(0, mostProblems).join('; ')
  const more = problems.length > mostProblems ? `; and ${problems.length - mostProblems} more` : ''
  throw new Error(`${source} does not fit the model: ${shown}${more}`)
}
