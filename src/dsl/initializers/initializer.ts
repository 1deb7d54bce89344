import { checkRanges, type Range } from '../../codegen/ranges.js'
import { elementCount } from '../../runtime/elements.js'
import { createRandom, type Random } from '../../runtime/random.js'

/** Makes a weight's first values from its shape and a stream of random numbers. */
export interface Initializer {
  readonly name: string
  /** Whether each call makes an array of its own, of finite numbers, for any shape: of our own initializers. */
  readonly isSound?: boolean
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

/** An initializer that gives each element what `draw` does by its options, once they are checked. */
export const drawn = <O extends SeedOptions>(
  name: string,
  options: O,
  ranges: Readonly<Record<Exclude<keyof O, 'seed'>, Range>>,
  draw: (options: O, shape: readonly number[], random: Random) => () => number,
): Initializer => seeded(name, options, ranges, (given, shape, random) => filled(shape, draw(given, shape, random)))

/** The elements of a shape, one by one: several times as fast as Float32Array.from with a function. */
export const filled = (shape: readonly number[], next: () => number): Float32Array => {
  const values = new Float32Array(elementCount(shape))
  for (let i = 0; i < values.length; i++) values[i] = next()
  return values
}

/** An initializer from its options, once they are checked; the numbers are those of the options' seed if there is one. */
export const seeded = <O extends SeedOptions>(
  name: string,
  options: O,
  ranges: Readonly<Record<Exclude<keyof O, 'seed'>, Range>>,
  fill: (options: O, ...to: Parameters<Initializer['fill']>) => Float32Array,
): Initializer => {
  checkRanges<SeedOptions>(name, options, { ...ranges, seed: seedRange })
  const { seed } = options
  return {
    name,
    isSound: true,
    fill: (shape, random) => fill(options, shape, seed === undefined ? random : createRandom(seed, name)),
  }
}
