/** CRC-32C (Castagnoli), byte by byte: reflected polynomial 0x82f63b78. */
export const crc32c = (bytes: Uint8Array): number => {
  table ??= remainders()
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] as number)
  return ~crc >>> 0
}

let table: Uint32Array | undefined

const remainders = (): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0)
    return crc
  })
