import { eachWithin, type Slices } from '../slices.js'

/** Where a graph runs. */
export type Device = 'cpu' | 'cuda'

/** What a graph is lowered for. */
export interface Target {
  readonly device: Device
  /** The threads inside one operator; undefined where that is not known: there may be several. */
  readonly threads?: number | undefined
  /** The way to take at each choice that is a key here. */
  readonly measured: ReadonlyMap<string, string>
  /** Whether its weights are constants, not inputs. */
  readonly holdsWeights: boolean
}

let current: Target = { device: 'cpu', measured: new Map(), holdsWeights: false }

export const currentTarget = (): Target => current

/** Builds for this target; what it leaves out is as around it. */
export const loweredFor = <T>(target: Partial<Target>, build: () => T): T => {
  const outer = current
  current = { ...outer, ...target }
  try {
    return build()
  } finally {
    current = outer
  }
}

/** The same of work in slices: what comes between them builds as ever. */
export const loweredInSlices = <T>(target: Partial<Target>, slices: Slices<T>): Slices<T> =>
  eachWithin((slice) => loweredFor(target, slice), slices)
