import fc from 'fast-check'

/** One call of a fluent method: its name and arguments, which all are plain data. */
export type Call = readonly [method: string, ...args: unknown[]]

export const source = ([method, ...args]: Call): string =>
  `${method}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`

const small = fc.integer({ min: 1, max: 4 })
const pair = fc.oneof(small, fc.tuple(small, small))
const padding = fc.constantFrom('same', 'valid')
const dataFormat = fc.constantFrom('channelsLast', 'channelsLast', 'channelsFirst')
const flag = fc.boolean()
const kept = fc.constantFrom(true, true, false)
const edges = fc.oneof(small, fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })))
const edges2d = fc.oneof(small, fc.tuple(edges, edges))
const window = { strides: small, padding, dataFormat }
const recurrent = { returnSequences: kept, goBackwards: flag, useBias: flag }

const options = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] })
const call = (method: string, ...args: fc.Arbitrary<unknown>[]): fc.Arbitrary<Call> =>
  fc.tuple(...args).map((values) => [method, ...values])
const often = <T>(arbitrary: fc.Arbitrary<T>, weight: number) => ({ arbitrary, weight })

/** Calls for images, for series, and for both: with `size` filters, units and so on, and `wide` units of dense layers. */
export const layerCalls = (size: fc.Arbitrary<number>, wide = size) => {
  const image: fc.Arbitrary<Call> = fc.oneof(
    often(call('conv2d', size, pair, options({ strides: pair, padding, dataFormat, useBias: flag })), 3),
    often(call('conv2d', size, pair, options({ padding, dilationRate: pair, groups: small })), 3),
    call('maxPooling2d', pair, options({ strides: pair, padding, dataFormat })),
    call('averagePooling2d', pair, options({ strides: pair, padding, dataFormat })),
    call(
      'depthwiseConv2d',
      pair,
      options({ strides: pair, padding, dataFormat, depthMultiplier: small, dilationRate: pair }),
    ),
    call('separableConv2d', size, pair, options({ strides: pair, padding, depthMultiplier: small, useBias: flag })),
    call('conv2dTranspose', size, pair, options({ strides: pair, padding, dataFormat, outputPadding: edges })),
    call('zeroPadding2d', edges2d, options({ dataFormat })),
    call('cropping2d', edges2d, options({ dataFormat })),
    call('upSampling2d', pair, options({ dataFormat, interpolation: fc.constantFrom('nearest', 'bilinear') })),
    call('randomCrop', small, small, options({ dataFormat })),
    call('randomTranslation', fc.constantFrom(0.1, [0, 0.3]), fc.constantFrom(0.2), options({ dataFormat })),
    call('globalMaxPooling2d', options({ keepDims: flag, dataFormat })),
    call('globalAveragePooling2d', options({ keepDims: flag, dataFormat })),
  )
  const series: fc.Arbitrary<Call> = fc.oneof(
    often(
      call(
        'conv1d',
        size,
        small,
        options({ ...window, padding: fc.constantFrom('same', 'valid', 'causal'), useBias: flag }),
      ),
      2,
    ),
    call('conv1d', size, small, options({ dilationRate: small, groups: small })),
    call('maxPooling1d', small, options(window)),
    call('averagePooling1d', small, options(window)),
    call('globalAveragePooling1d', options({ keepDims: kept, dataFormat })),
    call('globalMaxPooling1d', options({ keepDims: kept, dataFormat })),
    call('upSampling1d', small),
    call('zeroPadding1d', edges),
    call('cropping1d', edges),
    often(call('lstm', size, options(recurrent)), 2),
    call('gru', size, options({ ...recurrent, resetAfter: flag })),
    call('simpleRnn', size, options(recurrent)),
    call('repeatVector', small),
    call('permute', fc.constantFrom([2, 1], [1, 2], [1], [3, 1, 2])),
    call('masking'),
    call('embedding', fc.constantFrom(10, 1000), size),
  )
  const any: fc.Arbitrary<Call> = fc.oneof(
    often(call('dense', fc.oneof(size, wide), options({ useBias: flag })), 2),
    often(call('batchNormalization', options({ axis: fc.integer({ min: -4, max: 4 }), scale: flag, center: flag })), 2),
    call('reshape', fc.array(fc.constantFrom(-1, 1, 2, 3, 4, 6, 8), { minLength: 1, maxLength: 4 })),
    call('flatten'),
    call('dropout', fc.constantFrom(0, 0.25, 0.5)),
    call('activation', fc.constantFrom('relu', 'tanh')),
    call('rescaling', fc.constantFrom(2, 0.5)),
  )
  return { image, series, any }
}

const size = fc.integer({ min: 1, max: 40 })
const units = fc.oneof(small, size, fc.integer({ min: 0, max: 200 }))
const { image, series, any } = layerCalls(units, fc.integer({ min: 0, max: 5000 }))
const dim = fc.oneof(often(size, 8), fc.constantFrom('time', 'rows', null))

const withCalls = (dims: fc.Arbitrary<readonly unknown[]>, own: fc.Arbitrary<Call>) =>
  fc.tuple(dims, fc.array(fc.oneof(own, any), { minLength: 6, maxLength: 90, size: 'max' }))

/** The dims of an input, and calls of which some fit. */
export const chains: fc.Arbitrary<readonly [dims: readonly unknown[], calls: readonly Call[]]> = fc.oneof(
  withCalls(fc.oneof(often(fc.tuple(size, size, size), 3), fc.array(dim, { minLength: 1, maxLength: 4 })), image),
  withCalls(fc.oneof(often(fc.tuple(dim, size), 3), fc.array(dim, { minLength: 1, maxLength: 2 })), series),
)
