/*
 * FarmHash's Fingerprint64 (Geoff Pike, Google), by which TensorFlow and so Keras part unknown tokens into buckets: the hash of
 * farmhashna, on the bytes of a string in UTF-8.
 */

const k0 = 0xc3a5c85c97cb3127n
const k1 = 0xb492b66fbe98f273n
const k2 = 0x9ae16a3b2f90404fn

const u64 = (x: bigint): bigint => BigInt.asUintN(64, x)
const rotate = (x: bigint, by: bigint): bigint => u64((u64(x) >> by) | (u64(x) << (64n - by)))
const shiftMix = (x: bigint): bigint => x ^ (x >> 47n)

/** Two hashes in one. */
const joined = (u: bigint, v: bigint, by: bigint): bigint => {
  const a = shiftMix(u64((u64(u) ^ u64(v)) * by))
  return u64(shiftMix(u64((u64(v) ^ a) * by)) * by)
}

interface Bytes {
  readonly length: number
  /** 8 or 4 bytes from there on, the least first. */
  word(at: number): bigint
  half(at: number): bigint
  byte(at: number): bigint
}

const upTo16 = ({ length, word, half, byte }: Bytes): bigint => {
  const size = BigInt(length)
  const by = u64(k2 + size * 2n)
  if (length >= 8) {
    const a = u64(word(0) + k2)
    const b = word(length - 8)
    return joined(rotate(b, 37n) * by + a, (rotate(a, 25n) + b) * by, by)
  }
  if (length >= 4) return joined(size + (half(0) << 3n), half(length - 4), by)
  if (length === 0) return k2
  const y = byte(0) + (byte(length >> 1) << 8n)
  const z = size + (byte(length - 1) << 2n)
  return u64(shiftMix(u64(y * k2) ^ u64(z * k0)) * k2)
}

const upTo32 = ({ length, word }: Bytes): bigint => {
  const by = u64(k2 + BigInt(length) * 2n)
  const a = u64(word(0) * k1)
  const b = word(8)
  const c = u64(word(length - 8) * by)
  const d = u64(word(length - 16) * k2)
  return joined(rotate(a + b, 43n) + rotate(c, 30n) + d, a + rotate(b + k2, 18n) + c, by)
}

const upTo64 = ({ length, word }: Bytes): bigint => {
  const by = u64(k2 + BigInt(length) * 2n)
  const a = u64(word(0) * k2)
  const b = word(8)
  const c = u64(word(length - 8) * by)
  const d = u64(word(length - 16) * k2)
  const y = u64(rotate(a + b, 43n) + rotate(c, 30n) + d)
  const z = joined(y, a + rotate(b + k2, 18n) + c, by)
  const e = u64(word(16) * by)
  const f = word(24)
  const g = u64((y + word(length - 32)) * by)
  const h = u64((z + word(length - 24)) * by)
  return joined(rotate(e + f, 43n) + rotate(g, 30n) + h, e + rotate(f + a, 18n) + g, by)
}

type Pair = readonly [bigint, bigint]

/** 32 bytes from there on, in two hashes. */
const weak = ({ word }: Bytes, at: number, seedA: bigint, seedB: bigint): Pair => {
  const [w, x, y, z] = [word(at), word(at + 8), word(at + 16), word(at + 24)]
  const a = u64(seedA + w)
  const b = rotate(seedB + a + z, 21n)
  const c = u64(a + x + y)
  return [u64(c + z), u64(b + rotate(c, 44n) + a)]
}

const longer = (bytes: Bytes): bigint => {
  const { length, word } = bytes
  const seed = 81n
  let x = u64(seed * k2 + word(0))
  let y = u64(seed * k1 + 113n)
  let z = u64(shiftMix(u64(y * k2 + 113n)) * k2)
  let v: Pair = [0n, 0n]
  let w: Pair = [0n, 0n]
  /** Takes in 64 bytes; the last ones count anew what they have in common with those before. */
  const takeIn = (at: number, by: bigint, weight: bigint): void => {
    x = u64(rotate(x + y + v[0] + word(at + 8), 37n) * by)
    y = u64(rotate(y + v[1] + word(at + 48), 42n) * by)
    x ^= u64(w[1] * weight)
    y = u64(y + v[0] * weight + word(at + 40))
    z = u64(rotate(z + w[0], 33n) * by)
    v = weak(bytes, at, v[1] * by, x + w[0])
    w = weak(bytes, at + 32, z + w[1], y + word(at + 16))
    ;[x, z] = [z, x]
  }
  const end = Math.floor((length - 1) / 64) * 64
  for (let at = 0; at < end; at += 64) takeIn(at, k1, 1n)
  const by = u64(k1 + ((z & 0xffn) << 1n))
  const first = u64(w[0] + BigInt((length - 1) & 63))
  v = [u64(v[0] + first), v[1]]
  w = [u64(first + v[0]), w[1]]
  takeIn(length - 64, by, 9n)
  return joined(joined(v[0], w[0], by) + shiftMix(y) * k0 + z, joined(v[1], w[1], by) + x, by)
}

/** The fingerprint of a string. */
export const fingerprint = (text: string): bigint => {
  const data = Buffer.from(text, 'utf8')
  const bytes: Bytes = {
    length: data.length,
    word: (at) => data.readBigUInt64LE(at),
    half: (at) => BigInt(data.readUInt32LE(at)),
    byte: (at) => BigInt(data[at] as number),
  }
  if (data.length <= 16) return upTo16(bytes)
  if (data.length <= 32) return upTo32(bytes)
  return data.length <= 64 ? upTo64(bytes) : longer(bytes)
}
