import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { idx } from '../../../src/index.js'
import { readAll } from './read-all.js'
import { temporaryFolder } from './temporary-folder.js'

const { folder, write } = temporaryFolder()

const encode = (type: number, dims: readonly number[], data: Uint8Array): Buffer => {
  const header = Buffer.alloc(4 + 4 * dims.length)
  header.writeUInt32BE((type << 8) | dims.length)
  for (const [i, dim] of dims.entries()) header.writeUInt32BE(dim, 4 + 4 * i)
  return Buffer.concat([header, data])
}

const bytes = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 251)
const images = encode(8, [5, 2, 3], bytes(30))
const labels = encode(8, [5], Uint8Array.of(3, 1, 4, 1, 5))

describe('idx', () => {
  it('reads images and labels, plain or gzipped', async () => {
    for (const pack of [(file: Buffer) => file, (file: Buffer) => gzipSync(file)]) {
      const paths = [write('images', pack(images)), write('labels', pack(labels))] as const
      const given = await readAll(idx(...paths))
      expect(given).toEqual({ x: [...bytes(30)], y: [3, 1, 4, 1, 5], weights: [], shape: [2, 3] })
      const shaped = await readAll(idx(...paths, { shape: [2, 3, 1], scale: 1 / 255 }))
      expect(shaped.shape).toEqual([2, 3, 1])
      expect(shaped.x).toEqual([...bytes(30)].map((byte) => Math.fround(byte / 255)))
      expect((await readAll(idx(paths[0]))).y).toEqual([])
    }
  })

  it('reads more than fits a chunk of the file', async () => {
    const data = bytes(700 * 900)
    const { x } = await readAll(idx(write('large', encode(8, [700, 30, 30], data))))
    expect(Buffer.from(x).equals(Buffer.from(data))).toBe(true)
  })

  it.each([
    ['signed bytes', 9, Uint8Array.of(255, 1), [-1, 1]],
    ['16 bits', 11, Uint8Array.of(255, 254, 1, 0), [-2, 256]],
    ['32 bits', 12, Uint8Array.of(0, 1, 0, 0, 255, 255, 255, 255), [65536, -1]],
    ['floats', 13, Uint8Array.of(0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0), [1, -2]],
    ['doubles', 14, Uint8Array.of(0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xbf, 0xf0, 0, 0, 0, 0, 0, 0), [1.5, -1]],
  ])('reads %s from the high byte', async (name, type, data, x) => {
    expect((await readAll(idx(write(name, encode(type, [2, 1], data))))).x).toEqual(x)
  })

  it.each<[string, Uint8Array, Uint8Array, string]>([
    ['no IDX file', Buffer.from('hello there'), labels, 'it does not start with two zeros'],
    [
      'an unknown type',
      encode(7, [1], bytes(1)),
      labels,
      'its elements are of type 0x7, which the format does not have',
    ],
    ['a short header', images.subarray(0, 9), labels, 'its header ends after 9 bytes'],
    ['a short file', images.subarray(0, 40), labels, 'its dims [5, 2, 3] need 30 bytes of data, it has 24'],
    [
      'a long file',
      Buffer.concat([images, Buffer.alloc(2)]),
      labels,
      'its dims [5, 2, 3] need 30 bytes of data, it has 32',
    ],
    [
      'a short file inside gzip',
      gzipSync(images.subarray(0, 40)),
      labels,
      'its header says 5 rows, but it ends in row 4',
    ],
    ['a long file inside gzip', gzipSync(Buffer.concat([images, bytes(1)])), labels, 'it has more than the 5 rows'],
    ['half of a gzip file', gzipSync(images).subarray(0, 30), labels, 'is not a whole gzip file'],
    [
      'a header of terabytes',
      encode(8, [5, 2 ** 32 - 1, 2 ** 32 - 1], bytes(9)),
      labels,
      'its header says that a sample is',
    ],
    ['a header of terabytes inside gzip', gzipSync(encode(8, [2 ** 32 - 1, 28, 28], bytes(800))), labels, 'idx: '],
    ['labels for others', images, encode(8, [4], bytes(4)), 'idx: images has 5 rows, but labels has 4'],
    ['images for labels', images, images, 'idx: labels has dims [5, 2, 3]; expected labels, of one dim'],
  ])('refuses %s', async (_, x, y, sentence) => {
    const before = process.memoryUsage().arrayBuffers
    await expect(readAll(idx(write('images', x), write('labels', y)))).rejects.toThrow(sentence)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6)
  })

  it('refuses a path or a shape that is none', async () => {
    await expect(readAll(idx('/nowhere/images'))).rejects.toThrow(
      'idx: /nowhere/images cannot be read: there is no such file',
    )
    await expect(readAll(idx(folder))).rejects.toThrow(`idx: ${folder} cannot be read: it is a directory`)
    expect(() => idx(undefined as never)).toThrow('cannot read the file: its path must be a string')
    expect(() => idx('images', { shape: 28 as never })).toThrow(
      'idx: shape must be that of a sample, such as [28, 28, 1], got 28',
    )
  })

  it('refuses another shape', async () => {
    const read = readAll(idx(write('images', images), write('labels', labels), { shape: [28, 28, 1] }))
    await expect(read).rejects.toThrow('idx: images has samples of shape [2, 3], but shape is [28, 28, 1]')
    const turned = readAll(idx(write('images', images), { shape: [3, 2] }))
    await expect(turned).rejects.toThrow('idx: images has samples of shape [2, 3], but shape is [3, 2]')
  })
})
