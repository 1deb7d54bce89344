/** Draws from [0, 1), in steps of 2^-32. */
export interface Random {
  (): number
  /** The next draws, spread over -limit to limit: the same as one by one, several times as fast. */
  fill?(values: Float32Array, limit: number): void
}

/**
 * A stream of random numbers that follows from a seed and a name alone: sfc32 (Doty-Humphrey, PractRand), seeded through a
 * 32-bit hash of both. Integer arithmetic only, so that every machine draws the same bits.
 */
export const createRandom = (seed: number, stream: string): Random => {
  const next = splitmix(hash(stream) ^ Math.imul(seed | 0, 0x9e3779b1) ^ Math.floor(seed / 2 ** 32))
  let [a, b, c, counter] = [next(), next(), next(), 1]
  const draw = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 2 ** 32
  }
  /** In variables of its own, of integers for sure, which the compiler keeps in registers. */
  const fill = (values: Float32Array, limit: number) => {
    let p = a | 0
    let q = b | 0
    let r = c | 0
    let n = counter | 0
    const { length } = values
    for (let i = 0; i < length; i++) {
      const sum = (p + q + n) | 0
      n = (n + 1) | 0
      p = q ^ (q >>> 9)
      q = (r + (r << 3)) | 0
      r = (((r << 21) | (r >>> 11)) + sum) | 0
      // 2 · draw - 1
      values[i] = ((sum >>> 0) * 2 ** -31 - 1) * limit
    }
    a = p
    b = q
    c = r
    counter = n
  }
  for (let i = 0; i < 12; i++) draw()
  return Object.assign(draw, { fill })
}

/** Fills with draws from -limit to limit. */
export const fillUniform = (values: Float32Array, random: Random, limit: number): void => {
  if (random.fill) random.fill(values, limit)
  else for (let i = 0; i < values.length; i++) values[i] = (2 * random() - 1) * limit
}

/** 32-bit FNV-1a. */
const hash = (text: string): number => {
  let bits = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) bits = Math.imul(bits ^ byte, 0x01000193)
  return bits
}

const splitmix = (state: number) => () => {
  state = (state + 0x9e3779b9) | 0
  let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
  return bits ^ (bits >>> 15)
}

/** Permutes an index array in place (Fisher & Yates; Durstenfeld, 1964). */
export const shuffle = (indices: Uint32Array, random: Random): void => {
  for (let i = indices.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const held = indices[i] as number
    indices[i] = indices[j] as number
    indices[j] = held
  }
}
