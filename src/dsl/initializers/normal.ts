import type { Random } from '../../runtime/random.js'

/** Standard normal by Box and Muller (1958); one of the pair is dropped, so that each number takes two draws. */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Standard normal, drawn again outside two deviations. */
export const cutNormal = (random: Random): number => {
  let x = normal(random)
  while (Math.abs(x) > 2) x = normal(random)
  return x
}

/** The deviation of a standard normal that is cut at two deviations. */
export const cutDeviation = 0.87962566103423978
