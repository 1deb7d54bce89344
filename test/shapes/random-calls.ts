import fc from 'fast-check'

/** One call of a fluent method: its name and arguments, which all are plain data. */
export type Call = readonly [method: string, ...args: unknown[]]

export const source = ([method, ...args]: Call): string =>
  `${method}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`

const size = fc.integer({ min: 1, max: 40 })
const small = fc.integer({ min: 1, max: 4 })
const pair = fc.oneof(small, fc.tuple(small, small))
const padding = fc.constantFrom('same', 'valid')
const dataFormat = fc.constantFrom('channelsLast', 'channelsLast', 'channelsFirst')
const flag = fc.boolean()

const options = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] })
const call = (method: string, ...args: fc.Arbitrary<unknown>[]): fc.Arbitrary<Call> =>
  fc.tuple(...args).map((values) => [method, ...values])

const imageCalls: fc.Arbitrary<Call> = fc.oneof(
  { arbitrary: call('conv2d', size, pair, options({ strides: pair, padding, dataFormat, useBias: flag })), weight: 3 },
  { arbitrary: call('conv2d', size, pair, options({ padding, dilationRate: pair, groups: small })), weight: 3 },
  call('maxPooling2d', pair, options({ strides: pair, padding, dataFormat })),
  call('averagePooling2d', pair, options({ strides: pair, padding, dataFormat })),
  call('globalMaxPooling2d', options({ keepDims: flag, dataFormat })),
  call('globalAveragePooling2d', options({ keepDims: flag, dataFormat })),
)

/** What follows images and series alike. */
const anyCalls: fc.Arbitrary<Call> = fc.oneof(
  {
    arbitrary: call('dense', fc.oneof(size, fc.integer({ min: 0, max: 5000 })), options({ useBias: flag })),
    weight: 2,
  },
  {
    arbitrary: call(
      'batchNormalization',
      options({ axis: fc.integer({ min: -4, max: 4 }), scale: flag, center: flag }),
    ),
    weight: 2,
  },
  call('reshape', fc.array(fc.constantFrom(-1, 1, 2, 3, 4, 6, 8), { minLength: 1, maxLength: 4 })),
  call('flatten'),
  call('dropout', fc.constantFrom(0, 0.25, 0.5)),
  call('activation', fc.constantFrom('relu', 'tanh')),
  call('rescaling', fc.constantFrom(2, 0.5)),
)

const units = fc.oneof(small, size, fc.integer({ min: 0, max: 200 }))
const edges = fc.oneof(small, fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })))
const window = { strides: small, padding: fc.constantFrom('same', 'valid'), dataFormat }
const recurrent = { returnSequences: fc.constantFrom(true, true, false), goBackwards: flag, useBias: flag }

const seriesCalls: fc.Arbitrary<Call> = fc.oneof(
  {
    arbitrary: call(
      'conv1d',
      size,
      small,
      options({ ...window, padding: fc.constantFrom('same', 'valid', 'causal'), useBias: flag }),
    ),
    weight: 2,
  },
  call('conv1d', size, small, options({ dilationRate: small, groups: small })),
  call('maxPooling1d', small, options(window)),
  call('averagePooling1d', small, options(window)),
  call('globalAveragePooling1d', options({ keepDims: fc.constantFrom(true, true, false), dataFormat })),
  call('globalMaxPooling1d', options({ keepDims: fc.constantFrom(true, true, false), dataFormat })),
  call('upSampling1d', small),
  call('zeroPadding1d', edges),
  call('cropping1d', edges),
  { arbitrary: call('lstm', units, options(recurrent)), weight: 2 },
  call('gru', units, options({ ...recurrent, resetAfter: flag })),
  call('simpleRnn', units, options(recurrent)),
  call('repeatVector', small),
  call('permute', fc.constantFrom([2, 1], [1, 2], [1], [3, 1, 2])),
  call('masking'),
  call('embedding', fc.constantFrom(10, 1000), size),
)

const dim = fc.oneof({ arbitrary: size, weight: 8 }, fc.constantFrom('time', 'rows', null))
const image = fc.tuple(size, size, size)
const series = fc.tuple(dim, size)

const withCalls = (dims: fc.Arbitrary<readonly unknown[]>, own: fc.Arbitrary<Call>) =>
  fc.tuple(dims, fc.array(fc.oneof(own, anyCalls), { minLength: 6, maxLength: 40 }))

/** The dims of an input, and calls of which some fit. */
export const candidates: fc.Arbitrary<readonly [dims: readonly unknown[], calls: readonly Call[]]> = fc.oneof(
  withCalls(fc.oneof({ arbitrary: image, weight: 3 }, fc.array(dim, { minLength: 1, maxLength: 4 })), imageCalls),
  withCalls(fc.oneof({ arbitrary: series, weight: 3 }, fc.array(dim, { minLength: 1, maxLength: 2 })), seriesCalls),
)
