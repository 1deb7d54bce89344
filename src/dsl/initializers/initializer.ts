import { checkRanges, type Range } from '../../codegen/ranges.js'
import { atOnce, type Slices } from '../../codegen/slices.js'
import { elementCount } from '../../runtime/elements.js'
import { createRandom, type Random } from '../../runtime/random.js'

/** Makes a weight's first values from its shape and a stream of random numbers. */
export interface Initializer {
  readonly name: string
  fill(shape: readonly number[], random: Random): Float32Array
  /**
   * The same for a weight whose inputs and outputs are along these axes. Left out by initializers that do not count them, and by
   * those whose options say which axes they are along.
   */
  along?(inputAxes: readonly number[], outputAxes: readonly number[]): Initializer
}

export interface SeedOptions {
  /** Draws the same numbers for each weight, whatever the model's seed; by default each weight has a stream of its own. */
  readonly seed?: number | undefined
}

const seedRange: Range = {
  text: 'an integer below 2^31',
  holds: (x) => Number.isInteger(x) && Math.abs(x as number) < 2 ** 31,
}

type Filling = (...to: Parameters<Initializer['fill']>) => Slices<Float32Array>

/** By what fills at once: an initializer that is made of ours, with a `fill` of its own, has none. */
const fillings = new WeakMap<Initializer['fill'], Filling>()

/** An initializer that fills in slices, each time an array of its own, of finite numbers, for any shape. */
export const inSlices = (name: string, filling: Filling): Initializer => {
  const fill: Initializer['fill'] = (shape, random) => atOnce(filling(shape, random))
  fillings.set(fill, filling)
  return { name, fill }
}

/** How an initializer fills in slices, if it does. */
export const fillingOf = ({ fill }: Initializer): Filling | undefined => fillings.get(fill)

/** The same where it may throw, as for shapes that it does not take: it fills at once, so that who compiles hears of it. */
export const atOnceOnly = (made: Initializer): Initializer => ({
  ...made,
  fill: (shape, random) => made.fill(shape, random),
})

/** An initializer that gives each element what `draw` does by its options, once they are checked. */
export const drawn = <O extends SeedOptions>(
  name: string,
  options: O,
  ranges: Readonly<Record<Exclude<keyof O, 'seed'>, Range>>,
  draw: (options: O, shape: readonly number[], random: Random) => () => number,
): Initializer => seeded(name, options, ranges, (given, shape, random) => filled(shape, draw(given, shape, random)))

/** How many numbers are drawn before other work may come in between: some milliseconds' worth. */
const slice = 2 ** 15

/** In slices, the elements of a shape, which `fill` gives to one part after the other. */
export function* filledByParts(shape: readonly number[], fill: (part: Float32Array) => void): Slices<Float32Array> {
  const values = new Float32Array(elementCount(shape))
  for (let start = 0; start < values.length; start += slice) {
    if (start > 0) yield
    fill(values.subarray(start, start + slice))
  }
  return values
}

/** In slices, the elements of a shape, one by one: several times as fast as Float32Array.from with a function. */
export const filled = (shape: readonly number[], next: () => number): Slices<Float32Array> =>
  filledByParts(shape, (part) => {
    for (let i = 0; i < part.length; i++) part[i] = next()
  })

/** An initializer from its options, once they are checked; the numbers are those of the options' seed if there is one. */
export const seeded = <O extends SeedOptions>(
  name: string,
  options: O,
  ranges: Readonly<Record<Exclude<keyof O, 'seed'>, Range>>,
  filling: (options: O, ...to: Parameters<Initializer['fill']>) => Slices<Float32Array>,
): Initializer => {
  checkRanges<SeedOptions>(name, options, { ...ranges, seed: seedRange })
  // as they are now: numbers are drawn later
  const given = { ...options }
  const { seed } = given
  return inSlices(name, (shape, random) =>
    filling(given, shape, seed === undefined ? random : createRandom(seed, name)),
  )
}
