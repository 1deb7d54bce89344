import { choiceSites } from '../../src/codegen/lowering/choice.js'
import { loweredFor } from '../../src/codegen/lowering/target.js'

type By = <T>(build: () => T) => T

const inOneThread: By = (build) => loweredFor({ threads: 1 }, build)

/** The ways of what `build` makes that are not taken by default, one at a time: a name, and what builds by it. */
export const otherWays = (build: () => void): readonly (readonly [name: string, by: By])[] => {
  const sites = choiceSites(build)
  const firsts = new Map(sites.map(({ key, ways }) => [key, ways[0]]))
  const isOther = inOneThread(() => choiceSites(build)).some(({ key, ways }) => ways[0] !== firsts.get(key))
  return [
    ...sites.flatMap(({ key, ways }) =>
      ways.slice(1).map((way): readonly [string, By] => {
        return [`${way} for ${key}`, (make) => loweredFor({ measured: new Map([[key, way]]) }, make)]
      }),
    ),
    ...(isOther ? [['that of one thread', inOneThread] as const] : []),
  ]
}
