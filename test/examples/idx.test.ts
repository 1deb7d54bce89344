import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { decodeIdx, readIdx } from '../../examples/support/idx.js'

const folder = mkdtempSync(join(tmpdir(), 'tenon-idx-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 255])
const file = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

test.each([
  ['plain', images],
  ['gzipped', gzipSync(images)],
])('reads a %s file', (name, bytes) => {
  const { dims, data } = readIdx(file(name, bytes), 3)
  expect(dims).toEqual([2, 1, 3])
  expect([...data]).toEqual([10, 20, 30, 40, 50, 255])
})

test('reads from the middle of a buffer', () => {
  const inside = Uint8Array.of(9, 9, 9, ...images).subarray(3)
  expect(decodeIdx(inside, 3, 'x').dims).toEqual([2, 1, 3])
})

describe('rejects', () => {
  const withByte = (at: number, value: number) => images.with(at, value)
  test.each([
    ['no bytes', new Uint8Array(), 3, 'it does not start with the magic number'],
    ['text', new TextEncoder().encode('label,pixel'), 3, 'it does not start with the magic number'],
    ['floats', withByte(2, 0x0d), 3, 'its elements are of type 0xd, expected unsigned bytes (0x8)'],
    ['labels for images', withByte(3, 1), 3, 'it has 1'],
    ['a cut header', images.subarray(0, 10), 3, 'its header ends after 10 bytes'],
    ['cut data', images.subarray(0, 20), 3, 'its dims [2, 1, 3] need 6 bytes of data, it has 4'],
    ['data beyond its dims', Uint8Array.of(...images, 0), 3, 'its dims [2, 1, 3] need 6 bytes of data, it has 7'],
  ])('%s', (_, bytes, rank, problem) => {
    expect(() => decodeIdx(bytes, rank, 'images.idx')).toThrow(`images.idx is not an IDX file of 3 dims: ${problem}`)
  })

  test('a cut gzip file', () => {
    const path = file('cut.gz', gzipSync(images).subarray(0, 20))
    expect(() => readIdx(path, 3)).toThrow(`${path} is not a whole gzip file: `)
  })

  test('a file that is not there', () => {
    expect(() => readIdx(join(folder, 'missing'), 1)).toThrow('ENOENT')
  })
})
