import type { TensorData } from '../codegen/ir/value.js'
import { formatShape } from '../shapes/format.js'

/** Throws unless `given` has exactly the tensors of `wanted`; says which differ. */
export const requireSameTensors = (
  source: string,
  wanted: ReadonlyMap<string, TensorData>,
  given: ReadonlyMap<string, TensorData>,
): void => {
  const describe = ({ dtype, shape }: TensorData) => `${dtype} ${formatShape(shape)}`
  const problems: string[] = []
  for (const [name, tensor] of wanted) {
    const other = given.get(name)
    if (!other) problems.push(`${name} is missing`)
    else if (describe(other) !== describe(tensor)) {
      problems.push(`${name} is ${describe(other)}, expected ${describe(tensor)}`)
    }
  }
  for (const name of given.keys()) if (!wanted.has(name)) problems.push(`${name} is not in the model`)
  if (problems.length === 0) return
  const shown = problems.slice(0, 6).join('; ')
  const more = problems.length > 6 ? `; and ${problems.length - 6} more` : ''
  throw new Error(`${source} does not fit the model: ${shown}${more}`)
}
