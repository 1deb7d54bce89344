import { choiceSites } from '../../src/codegen/lowering/choice.js'
import { loweredFor } from '../../src/codegen/lowering/target.js'

/** The ways of what `build` makes that are not taken by default, one at a time: a name, and what builds by it. */
export const otherWays = (build: () => void): readonly (readonly [name: string, by: <T>(build: () => T) => T])[] =>
  choiceSites(build).flatMap(({ key, ways }) =>
    ways
      .slice(1)
      .map((way) => [`${way} for ${key}`, (build) => loweredFor({ measured: new Map([[key, way]]) }, build)] as const),
  )
