import { describe, expect, expectTypeOf, it } from 'vitest'
import { type Nested, Tensor, tensor } from '../../src/runtime/tensor.js'
import { type Shape, ShapeError } from '../../src/shapes/dim.js'

describe('tensor', () => {
  it('takes typed arrays without a copy, with literal shapes in the type', () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6)
    const x = tensor(data, [2, 3])
    expectTypeOf(x).toEqualTypeOf<Tensor<[2, 3], 'float32'>>()
    expect(x.data).toBe(data)
    expect(x.shape).toEqual([2, 3])
    expect(x.rows).toBe(2)
    expect(x.toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
  })

  it('tells how deep its arrays are', () => {
    expectTypeOf(tensor(new Float32Array(6), [2, 3]).toArray()).toEqualTypeOf<number[][]>()
    expectTypeOf(tensor(new Float32Array(1), []).toArray()).toEqualTypeOf<number>()
    expectTypeOf((tensor(new Float32Array(1)) as Tensor).toArray()).toEqualTypeOf<Nested>()
  })

  it('keeps wide dims wide', () => {
    const rows: number = 2
    expectTypeOf(tensor(new Float32Array(6), [rows, 3])).toEqualTypeOf<Tensor<[number, 3], 'float32'>>()
    expectTypeOf(tensor(new Int32Array(6))).toEqualTypeOf<Tensor<[number], 'int32'>>()
  })

  it('knows the dtype of each kind of array', () => {
    expectTypeOf(tensor(new Float64Array(1), [1])).toEqualTypeOf<Tensor<[1], 'float64'>>()
    const dtypes = [
      tensor(new Float32Array(1), [1]),
      tensor(new Float64Array(1), [1]),
      tensor(new Int32Array(1), [1]),
      tensor(new BigInt64Array(1), [1]),
      tensor(new Uint8Array(1), [1]),
    ].map(({ dtype }) => dtype)
    expect(dtypes).toEqual(['float32', 'float64', 'int32', 'int64', 'uint8'])
    expect(tensor(BigInt64Array.of(5n), []).toArray()).toBe(5)
  })

  it('infers the shape of nested arrays', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expectTypeOf(x).toEqualTypeOf<Tensor<[3, 2], 'float32'>>()
    expect(x.shape).toEqual([3, 2])
    expect([...x.data]).toEqual([1, 2, 3, 4, 5, 6])
    const wide: number[][] = [[1], [2]]
    expectTypeOf(tensor(wide)).toEqualTypeOf<Tensor<[number, number], 'float32'>>()
    const unknown: Nested[] = [1]
    expectTypeOf(tensor(unknown)).toEqualTypeOf<Tensor<[number, ...Shape], 'float32'>>()
    expect(tensor([]).shape).toEqual([0])
  })

  it('slices rows without a copy', () => {
    const x = tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2])
    const tail = x.slice(1)
    expectTypeOf(tail).toEqualTypeOf<Tensor<[number, 2], 'float32'>>()
    expect(tail.toArray()).toEqual([
      [3, 4],
      [5, 6],
    ])
    expect(tail.data.buffer).toBe(x.data.buffer)
    expect(x.slice(-1).toArray()).toEqual([[5, 6]])
    expect(x.slice(0, -2).toArray()).toEqual([[1, 2]])
    expect(x.slice(2, 1).shape).toEqual([0, 2])
    expect(x.slice(1, 99).rows).toBe(2)
    expect(() => x.slice(0.5)).toThrow('slice: rows are counted in integers, got 0.5')
    expect(() => tensor(Float32Array.of(1), []).slice(0)).toThrow('slice: a scalar has no rows')
  })

  it.each([
    [() => tensor(new Float32Array(5), [2, 3]), 'tensor: shape [2, 3] holds 6 elements, but the data has 5'],
    [() => tensor(new Float32Array(2), [-1, -2]), 'tensor: dims must be integers of 0 or more, got [-1, -2]'],
    [() => tensor(new Float32Array(1), [0.5, 2]), 'tensor: dims must be integers of 0 or more, got [0.5, 2]'],
    [() => tensor([[1, 2], [3]]), 'tensor: nested arrays must have equal lengths, but item 1 has shape [1] beside [2]'],
    [() => tensor([[1], 2]), 'item 1 has shape [] beside [1]'],
  ])('says which shape does not fit', (make, message) => {
    expect(make).toThrow(ShapeError)
    expect(make).toThrow(message)
  })

  it.each([
    [
      new Int16Array(2),
      'expected a Float32Array, Float64Array, Int32Array, BigInt64Array, Uint8Array or nested arrays, got Int16Array',
    ],
    [null, 'got null'],
    [3, 'got Number'],
    [['a'], 'expected numbers in nested arrays, got String'],
  ])('says which data it takes', (data, message) => {
    expect(() => tensor(data as never)).toThrow(TypeError)
    expect(() => tensor(data as never)).toThrow(message)
  })

  it('does not take a second shape for nested arrays, nor a dtype of another array', () => {
    expect(() => tensor([1, 2] as never, [2])).toThrow('nested arrays have a shape of their own')
    expect(() => new Tensor(new Float32Array(1) as never, [1], 'int32')).toThrow(
      'tensor: elements of int32 do not fit a Float32Array',
    )
  })
})
