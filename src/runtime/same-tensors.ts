import type { TensorData } from '../codegen/ir/value.js'
import type { Slices } from '../codegen/slices.js'
import { formatShape } from '../shapes/format.js'
import { seekingNonFinite } from './finite.js'
import { inTurns } from './in-turns.js'

const mostProblems = 6

type TensorShape = Omit<TensorData, 'data'>

/** Rejects unless `given` has exactly the tensors of `wanted`, of finite numbers; says which differ, and how. Timers run in between. */
export const requireSameTensors = async (
  source: string,
  wanted: ReadonlyMap<string, TensorShape>,
  given: ReadonlyMap<string, TensorData>,
): Promise<void> => {
  requireSameShapes(source, wanted, given)
  await requireFinite(source, given)
}

/** Throws unless `given` has exactly the tensors of `wanted`, whatever their numbers; says which differ, and how. */
export const requireSameShapes = (
  source: string,
  wanted: ReadonlyMap<string, TensorShape>,
  given: ReadonlyMap<string, TensorShape>,
): void => {
  const describe = ({ dtype, shape }: TensorShape) => `${dtype} ${formatShape(shape)}`
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
}

/** Rejects unless all numbers are finite. Timers run in between. */
export const requireFinite = (source: string, tensors: ReadonlyMap<string, TensorData>): Promise<void> =>
  inTurns(requiringFinite(source, tensors))

const listed = (problems: readonly string[]): string => {
  const shown = problems.slice(0, mostProblems).join('; ')
  const more = problems.length > mostProblems ? `; and ${problems.length - mostProblems} more` : ''
  return shown + more
}

function* requiringFinite(source: string, tensors: ReadonlyMap<string, TensorData>): Slices<void> {
  for (const [name, { data }] of tensors) {
    const found = yield* seekingNonFinite(data)
    yield
    if (found === undefined) continue
    throw new RangeError(
      `${source}: ${name} holds ${found}; expected finite numbers: take values from before the training diverged`,
    )
  }
}
