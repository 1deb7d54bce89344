import { beforeAll, expect, test } from 'vitest'
import * as layers from '../../src/dsl/layers/index.js'
import { sentenceIn } from '../support/sentences.js'
import { type CheckedSnippet, checkSnippets, runSnippet } from '../support/snippets.js'

/* Each option of each layer, misspelt, and each word that is the value of one: TypeScript proposes the right one. */

type LayerName = keyof typeof layers

/** A model's input, and what each layer takes before its options. */
const calls: Readonly<Record<LayerName, readonly [input: string, first: string]>> = {
  activation: ['[4]', "'relu', "],
  averagePooling1d: ['[8, 3]', '2, '],
  averagePooling2d: ['[8, 8, 3]', '2, '],
  batchNormalization: ['[4]', ''],
  bidirectional: ['[8, 3]', 'lstm(3), '],
  conv1d: ['[8, 3]', '4, 3, '],
  conv2d: ['[8, 8, 3]', '4, 3, '],
  cropping1d: ['[8, 3]', '1, '],
  dense: ['[4]', '3, '],
  dropout: ['[4]', '0.5, '],
  embedding: ['[4]', '10, 3, '],
  flatten: ['[4]', ''],
  globalAveragePooling1d: ['[8, 3]', ''],
  globalAveragePooling2d: ['[8, 8, 3]', ''],
  globalMaxPooling1d: ['[8, 3]', ''],
  globalMaxPooling2d: ['[8, 8, 3]', ''],
  gru: ['[8, 3]', '3, '],
  lstm: ['[8, 3]', '3, '],
  masking: ['[8, 3]', '0, '],
  maxPooling1d: ['[8, 3]', '2, '],
  maxPooling2d: ['[8, 8, 3]', '2, '],
  permute: ['[8, 3]', '[2, 1], '],
  repeatVector: ['[4]', '2, '],
  rescaling: ['[4]', '2, '],
  reshape: ['[4]', '[2, 2], '],
  simpleRnn: ['[8, 3]', '3, '],
  timeDistributed: ['[8, 3]', 'dense(3), '],
  upSampling1d: ['[8, 3]', '2, '],
  zeroPadding1d: ['[8, 3]', '1, '],
}

/** Words that options take, and how they are misspelt, by what the options' names end in. */
const words: readonly (readonly [option: RegExp, wrong: string, right: string])[] = [
  [/^padding$/, 'sme', 'same'],
  [/^dataFormat$/, 'channelFirst', 'channelsFirst'],
  [/[aA]ctivation$/, 'sigmod', 'sigmoid'],
  [/Initializer$/, 'heNorml', 'heNormal'],
  [/Regularizer$/, 'l1l', 'l1l2'],
  [/^mergeMode$/, 'summ', 'sum'],
]

const program = (layer: LayerName, options: string) => {
  const [input, first] = calls[layer]
  return `const model = sequential(input(${input}))\n  .${layer}(${first}${options})\n  .flatten()`
}

/** The options that a layer knows, as it says itself when it is given another. */
const optionsOf = (layer: LayerName): readonly string[] => {
  try {
    runSnippet(program(layer, '{ nonsense: 1 }'), 'model')
  } catch (error) {
    return /unknown option nonsense; expected one of (.+)$/.exec((error as Error).message)?.[1]?.split(', ') ?? []
  }
  return []
}

const options = (Object.keys(layers) as LayerName[]).flatMap((layer) =>
  optionsOf(layer).map((option) => [layer, option] as const),
)
const misspelt = [
  ...options.map(([layer, option]) => ({
    wrong: program(layer, `{ ${option.slice(0, -1)}: undefined }`),
    text: `Did you mean to write '${option}'?`,
  })),
  ...options.flatMap(([layer, option]) =>
    words
      .filter(([name]) => name.test(option))
      .map(([, wrong, right]) => ({
        wrong: program(layer, `{ ${option}: '${wrong}' }`),
        text: `Did you mean '"${right}"'?`,
      })),
  ),
]

/** A misspelt option that would have made what follows fit, and what follows; one with the option would not. */
const followed: readonly (readonly [input: string, misspelt: string, next: string])[] = [
  ["['time', 3]", '.lstm(8, { returnSequence: true })', '.lstm(2)'],
  ["['time', 3]", '.gru(8, { returnSequence: true })', '.lstm(2)'],
  ["['time', 3]", '.simpleRnn(8, { returnSequence: true })', '.lstm(2)'],
  ["['time', 3]", '.bidirectional(lstm(8), { mergeMod: null })', '.lstm(2)'],
  ['[3, 1]', ".conv1d(2, 3, { paddin: 'causal' })", '.conv1d(2, 3)'],
  ['[3, 3, 1]', ".conv2d(8, 3, { paddin: 'same' })", '.maxPooling2d(2)'],
  ['[3, 1]', '.maxPooling1d(2, { stride: 1 })', '.maxPooling1d(2)'],
  ['[3, 3, 1]', '.averagePooling2d(2, { stride: 1 })', '.maxPooling2d(2)'],
  ['[3, 1]', '.globalMaxPooling1d({ keepDim: true })', '.lstm(2)'],
  ['[3, 3, 1]', '.globalAveragePooling2d({ keepDim: true })', '.conv2d(2, 1)'],
  ['[3, 1]', ".zeroPadding1d(1, { dataForm: 'channelsFirst' })", '.conv1d(2, 7)'],
]
/** The same of layer values, on tensors and in a block. */
const asValues = followed.flatMap(([input, misspelt, next]) => {
  const [first, second] = [misspelt.slice(1), next.slice(1)]
  return [
    `const x = input(${input})\nconst h = ${first}(x)\nconst y = ${second}(h)`,
    `sequential(input(${input})).pipe(\n${first}).pipe(\n${second})`,
    `sequential(input(${input})).pipe(block(\n${first}, ${second}))`,
  ]
})
const chains = [
  ...followed.map(([input, ...calls]) => [`sequential(input(${input}))`, ...calls].join('\n')),
  ...asValues,
]

/** Options that a layer knows beside one that it does not, in a variable: each layer whose options change the shape. */
const inVariables = (
  [
    ['lstm', 'returnSequences: true'],
    ['gru', 'returnSequences: true'],
    ['simpleRnn', 'returnSequences: true'],
    ['bidirectional', "mergeMode: 'sum'"],
    ['conv1d', "padding: 'same'"],
    ['conv2d', "padding: 'same'"],
    ['maxPooling1d', 'strides: 1'],
    ['averagePooling2d', 'strides: 1'],
    ['globalMaxPooling1d', 'keepDims: true'],
    ['globalAveragePooling2d', 'keepDims: true'],
    ['zeroPadding1d', "dataFormat: 'channelsLast'"],
  ] as const satisfies readonly (readonly [LayerName, string])[]
).flatMap(([layer, option]) => {
  const [input, first] = calls[layer]
  const options = `const options = { ${option}, extra: 1 } as const`
  const call = `${layer}(${first}options)`
  return [call, `pipe(${call})`].map((method) => ({
    layer,
    program: `${options}\nconst model = sequential(input(${input}))\n  .${method}\n  .flatten()`,
  }))
})

let checked: ReadonlyMap<string, CheckedSnippet>
beforeAll(() => {
  checked = checkSnippets([
    ...misspelt.map(({ wrong }) => wrong),
    ...chains,
    ...inVariables.map(({ program }) => program),
  ])
}, 120_000)

test('all layers say their options', () => {
  expect(new Set(options.map(([layer]) => layer)).size).toBe(Object.keys(layers).length)
})

test.each(misspelt)('$wrong', ({ wrong, text }) => {
  const { diagnostics } = checked.get(wrong) as CheckedSnippet
  expect(diagnostics.map(({ line }) => line)).toEqual([2])
  expect(diagnostics[0]?.text).toContain(text)
})

test.each(chains)('what follows is not judged: %s', (chain) => {
  const { diagnostics } = checked.get(chain) as CheckedSnippet
  expect(diagnostics.map(({ line }) => line)).toEqual([2])
  expect(diagnostics[0]?.text).toContain('Did you mean to write')
})

test.each(inVariables)('options of a variable are held to the names: $program', ({ layer, program }) => {
  const { diagnostics } = checked.get(program) as CheckedSnippet
  expect(diagnostics.map(({ line }) => line)).toEqual([3])
  expect(sentenceIn(diagnostics[0]?.text ?? '')).toBe(`${layer}: unknown option extra`)
  expect(() => runSnippet(program, 'model')).toThrow(`${layer}: unknown option extra; expected one of `)
})
