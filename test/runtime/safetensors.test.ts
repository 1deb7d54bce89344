import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { readTensors } from '../../src/runtime/safetensors.js'
import { decoded, encoded } from './tensor-file.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-'))
})

afterAll(() => rm(folder, { recursive: true }))

const tensors = new Map<string, TensorData>([
  ['b/bytes', { dtype: 'uint8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
  ['a/kernel', { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, -2, 3.5, Number.NaN) }],
  ['count', { dtype: 'int64', shape: [], data: BigInt64Array.of(-5n) }],
  ['double', { dtype: 'float64', shape: [1], data: Float64Array.of(Math.PI) }],
  ['flags', { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) }],
  ['labels', { dtype: 'int32', shape: [2, 0], data: new Int32Array() }],
  ['__proto__', { dtype: 'int32', shape: [1], data: Int32Array.of(9) }],
  ['größe', { dtype: 'float32', shape: [1], data: Float32Array.of(1) }],
])

/** A file of this header, as text or as an object, and so many bytes of body. */
const file = (header: unknown, body = 0, claimed?: number): Uint8Array => {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + body)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(claimed ?? text.length), true)
  bytes.set(text, 8)
  return bytes
}

const entry = (start: number, end: number, shape: unknown = [(end - start) / 4], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [start, end],
})

describe('safetensors', () => {
  it('reads what it wrote: all dtypes, names and metadata', () => {
    const metadata = { format: 'test', learningRate: '0.1' }
    const read = decoded(encoded({ tensors, metadata }), 'memory')
    expect(read.metadata).toEqual(metadata)
    expect(new Map([...read.tensors].sort())).toEqual(new Map([...tensors].sort()))
  })

  it('writes the same bytes whatever the order, wide elements first so that all are aligned', () => {
    const bytes = encoded({ tensors, metadata: {} })
    expect(encoded({ tensors: new Map([...tensors].reverse()), metadata: {} })).toEqual(bytes)
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      { dtype: string; data_offsets: number[] }
    >
    expect(Object.keys(header)).toEqual([
      '__metadata__',
      'count',
      'double',
      '__proto__',
      'a/kernel',
      'größe',
      'labels',
      'b/bytes',
      'flags',
    ])
    for (const { dtype, data_offsets: offsets } of Object.values(header).slice(1)) {
      const width = { F64: 8, I64: 8, F32: 4, I32: 4, U8: 1, BOOL: 1 }[dtype] as number
      expect((offsets?.[0] as number) % width).toBe(0)
    }
  })

  it('reads bytes put together by hand after the specification', () => {
    // header length 64, {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} padded with spaces, then 1 and 2
    const hex =
      '40000000000000007b2278223a7b226474797065223a22463332222c227368617065223a5b325d2c22646174615f6f666673657473223a5b302c385d7d7d202020202020202020200000803f00000040'
    const { tensors: read, metadata } = decoded(Uint8Array.from(Buffer.from(hex, 'hex')), 'memory')
    expect(read.get('x')).toEqual({ dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) })
    expect(metadata).toEqual({})
  })

  it.each<[string, Uint8Array, string]>([
    ['no bytes', new Uint8Array(), 'it has 0 bytes, expected at least 8'],
    ['a text', new TextEncoder().encode('weights = 3 and more'), 'its header claims'],
    ['a huge header', file('{}', 0, 2 ** 60), 'its header claims 1152921504606847000 bytes, the file has 10'],
    ['a header past the end', file('{}', 0, 3), 'its header claims 3 bytes, the file has 10'],
    ['no JSON', file('{"x":'), 'its header is not JSON'],
    ['no UTF-8', file('{"\u00ff"}').map((byte) => (byte === 0xc3 ? 0xff : byte)), 'its header is not JSON'],
    ['a list', file('[]'), 'its header is not an object'],
    ['null', file('null'), 'its header is not an object'],
    [
      'one key twice',
      file(
        '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0078":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}',
        4,
      ),
      'its header has "x" twice',
    ],
    [
      'one field twice',
      file('{"x":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}', 4),
      'its header has "dtype" twice',
    ],
    ['metadata of numbers', file({ __metadata__: { a: 1 } }), 'its metadata are not strings'],
    ['metadata of none', file({ __metadata__: [] }), 'its metadata are not strings'],
    ['an empty entry', file({ x: null }), 'tensor x has no description'],
    ['an unknown dtype', file({ x: entry(0, 4, [2], 'BF16') }, 4), 'tensor x has dtype BF16; expected one of F32, F64'],
    ['a prototype for a dtype', file({ x: entry(0, 4, [1], '__proto__') }, 4), 'tensor x has dtype __proto__'],
    ['no shape', file({ x: entry(0, 4, null) }, 4), 'tensor x has no valid shape'],
    ['a negative dim', file({ x: entry(0, 4, [-1, -1]) }, 4), 'tensor x has no valid shape'],
    ['three offsets', file({ x: { ...entry(0, 4), data_offsets: [0, 4, 8] } }, 4), 'tensor x has no valid offsets'],
    ['a fraction', file({ x: { ...entry(0, 4), data_offsets: [0, 3.5] } }, 4), 'tensor x has no valid offsets'],
    ['an end past the file', file({ x: entry(0, 8) }, 4), 'tensor x ends at byte 8, the file holds 4'],
    ['a huge shape', file({ x: entry(0, 4, [2 ** 40, 2 ** 40]) }, 4), 'bytes, has 4'],
    ['another size', file({ x: entry(0, 4, [2]) }, 4), 'tensor x of shape [2] needs 8 bytes, has 4'],
    ['an end before the start', file({ x: entry(4, 0, [1]) }, 4), 'tensor x of shape [1] needs 4 bytes, has -4'],
    ['an overlap', file({ x: entry(0, 8), y: entry(4, 12) }, 12), 'tensor y starts at byte 4, expected 8'],
    ['a gap', file({ x: entry(0, 4), y: entry(8, 12) }, 12), 'tensor y starts at byte 8, expected 4'],
    ['bytes left over', file({ x: entry(0, 4) }, 9), 'its tensors take 4 bytes, the file holds 9'],
  ])('rejects %s', (_, bytes, message) => {
    expect(() => decoded(bytes, 'model.safetensors')).toThrow(/^model\.safetensors is not a whole safetensors file: /)
    expect(() => decoded(bytes, 'model.safetensors')).toThrow(message)
  })

  it.each<[string, string]>([
    ['letters', 'a'.repeat(3e7)],
    ['escapes', '\\n'.repeat(1.5e7)],
  ])('reads a name of 30 MB of %s', (_, name) => {
    const { tensors: read } = decoded(file(`{"${name}":${JSON.stringify(entry(0, 4))}}`, 4), 'x')
    expect([...read.keys()].map(({ length }) => length)).toEqual([JSON.parse(`"${name}"`).length])
  })

  it('looks for keys outside of strings alone', () => {
    const names = ['{"a":1}', '"', '\\', '\\"', '}', 'a', ':', '"a":']
    const header = Object.fromEntries(names.map((name) => [name, entry(0, 0, [0])]))
    for (const space of ['', '\t', ' ']) {
      const bytes = file(JSON.stringify({ ...header, __metadata__: { a: '"a":' } }, null, space))
      expect([...decoded(bytes, 'x').tensors.keys()].sort()).toEqual([...names].sort())
    }
    expect(() => decoded(file('{"a" \n: 1, "\\"" : {"a":2}, "a"\t:3}'), 'x')).toThrow('its header has "a" twice')
  })

  it('names the file whatever goes wrong', () => {
    const bytes = { length: 8, buffer: 'not a buffer' } as never
    expect(() => decoded(bytes, 'model.safetensors')).toThrow(/^cannot read model\.safetensors: /)
  })

  it('rejects every truncation', () => {
    const bytes = encoded({ tensors, metadata: { a: 'b' } })
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decoded(bytes.subarray(0, length), 'x')).toThrow('x is not a whole safetensors file')
    }
  })

  it('takes tensors without elements, in any order', () => {
    const { tensors: read } = decoded(file({ b: entry(0, 4), a: entry(0, 0, [0]), c: entry(4, 4, [3, 0]) }, 4), 'x')
    expect([...read.keys()].sort()).toEqual(['a', 'b', 'c'])
  })

  it('either reads a damaged file or says that it is one', () => {
    const bytes = encoded({ tensors, metadata: { a: 'b' } })
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const damaged = bytes.slice()
        damaged[at] = value
        try {
          decoded(damaged, 'x')
        } catch (error) {
          expect((error as Error).message).toMatch(/^x is not a whole safetensors file: /)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('will not write what it could not read', () => {
    const metadata = {}
    const data = Float32Array.of(1)
    const write = (name: string, dtype: TensorData['dtype']) =>
      encoded({ tensors: new Map([[name, { dtype, shape: [1], data }]]), metadata })
    expect(() => write('__metadata__', 'float32')).toThrow('cannot hold a tensor named __metadata__')
    expect(() => write('x', 'int32')).toThrow('tensor x is not int32')
  })

  it('says which file cannot be read', async () => {
    await expect(readTensors(join(folder, 'none'))).rejects.toThrow(/^cannot read .*none: there is no such file$/)
    await expect(readTensors(folder)).rejects.toThrow('it is a directory')
    await expect(readTensors(undefined as never)).rejects.toThrow(
      "cannot read the file: its path must be a string such as 'model.safetensors', got undefined",
    )
    await writeFile(join(folder, 'short'), 'abc')
    await expect(readTensors(join(folder, 'short'))).rejects.toThrow(/short is not a whole safetensors file/)
  })
})
