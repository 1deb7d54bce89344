import { crc32c } from './crc32c.js'

/** A record of TensorFlow's TFRecord format: length, its checksum, the bytes, their checksum; all little-endian. */
export const record = (data: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(8 + 4 + data.length + 4)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, masked(crc32c(bytes.subarray(0, 8))), true)
  bytes.set(data, 12)
  view.setUint32(12 + data.length, masked(crc32c(data)), true)
  return bytes
}

/** As the format has checksums: rotated right by 15 bits, plus a constant. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
