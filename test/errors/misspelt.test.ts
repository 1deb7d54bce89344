import { beforeAll, expect, test } from 'vitest'
import * as optimizers from '../../src/codegen/optimizers/index.js'
import * as schedules from '../../src/codegen/schedules/index.js'
import { activations } from '../../src/dsl/activations.js'
import { constraints } from '../../src/dsl/constraints.js'
import { initializers } from '../../src/dsl/initializers.js'
import * as layers from '../../src/dsl/layers/index.js'
import * as callbacks from '../../src/runtime/callbacks/index.js'
import { type CheckedSnippet, checkSnippets, runSnippet } from '../support/snippets.js'

/* Each option of each layer, and of what layers and optimizers are given, misspelt, and each word that is the value of one: TypeScript proposes the right one. */

type LayerName = keyof typeof layers

/** A model's input, and what each layer takes before its options. */
const calls: Readonly<Record<LayerName, readonly [input: string, first: string]>> = {
  activation: ['[4]', "'relu', "],
  activityRegularization: ['[4]', ''],
  alphaDropout: ['[4]', '0.5, '],
  additiveAttention: ['[8, 3]', ''],
  attention: ['[8, 3]', ''],
  averagePooling1d: ['[8, 3]', '2, '],
  averagePooling2d: ['[8, 8, 3]', '2, '],
  averagePooling3d: ['[8, 8, 8, 3]', '2, '],
  batchNormalization: ['[4]', ''],
  bidirectional: ['[8, 3]', 'lstm(3), '],
  categoryEncoding: ['[4]', '4, '],
  conv1d: ['[8, 3]', '4, 3, '],
  conv2d: ['[8, 8, 3]', '4, 3, '],
  conv1dTranspose: ['[8, 3]', '4, 3, '],
  conv2dTranspose: ['[8, 8, 3]', '4, 3, '],
  conv3d: ['[8, 8, 8, 3]', '4, 3, '],
  conv3dTranspose: ['[8, 8, 8, 3]', '4, 3, '],
  cropping1d: ['[8, 3]', '1, '],
  cropping2d: ['[8, 8, 3]', '1, '],
  cropping3d: ['[8, 8, 8, 3]', '1, '],
  dense: ['[4]', '3, '],
  depthwiseConv1d: ['[8, 3]', '3, '],
  depthwiseConv2d: ['[8, 8, 3]', '3, '],
  discretization: ['[4]', '4, '],
  dropout: ['[4]', '0.5, '],
  elu: ['[4]', ''],
  einsumDense: ['[4]', "'ab,bc->ac', 3, "],
  embedding: ['[4]', '10, 3, '],
  flatten: ['[4]', ''],
  gaussianDropout: ['[4]', '0.5, '],
  gaussianNoise: ['[4]', '0.5, '],
  globalAveragePooling1d: ['[8, 3]', ''],
  globalAveragePooling2d: ['[8, 8, 3]', ''],
  globalAveragePooling3d: ['[8, 8, 8, 3]', ''],
  globalMaxPooling1d: ['[8, 3]', ''],
  globalMaxPooling2d: ['[8, 8, 3]', ''],
  groupNormalization: ['[64]', ''],
  groupedQueryAttention: ['[8, 3]', '2, 4, 2, '],
  globalMaxPooling3d: ['[8, 8, 8, 3]', ''],
  gru: ['[8, 3]', '3, '],
  layerNormalization: ['[4]', ''],
  leakyRelu: ['[4]', ''],
  lstm: ['[8, 3]', '3, '],
  masking: ['[8, 3]', '0, '],
  maxPooling1d: ['[8, 3]', '2, '],
  maxPooling2d: ['[8, 8, 3]', '2, '],
  multiHeadAttention: ['[8, 3]', '2, 3, '],
  maxPooling3d: ['[8, 8, 8, 3]', '2, '],
  normalization: ['[4]', ''],
  permute: ['[8, 3]', '[2, 1], '],
  prelu: ['[4]', ''],
  relu: ['[4]', ''],
  randomBrightness: ['[8, 8, 3]', '0.2, '],
  randomContrast: ['[8, 8, 3]', '0.2, '],
  randomCrop: ['[8, 8, 3]', '4, 4, '],
  randomFlip: ['[8, 8, 3]', "'horizontal', "],
  randomRotation: ['[8, 8, 3]', '0.1, '],
  randomTranslation: ['[8, 8, 3]', '0.1, 0.1, '],
  randomZoom: ['[8, 8, 3]', '0.1, 0.1, '],
  repeatVector: ['[4]', '2, '],
  rescaling: ['[4]', '2, '],
  reshape: ['[4]', '[2, 2], '],
  rmsNormalization: ['[4]', ''],
  separableConv1d: ['[8, 3]', '4, 3, '],
  separableConv2d: ['[8, 8, 3]', '4, 3, '],
  simpleRnn: ['[8, 3]', '3, '],
  softmax: ['[4]', ''],
  spatialDropout1d: ['[8, 3]', '0.5, '],
  spatialDropout2d: ['[8, 8, 3]', '0.5, '],
  spatialDropout3d: ['[8, 8, 8, 3]', '0.5, '],
  timeDistributed: ['[8, 3]', 'dense(3), '],
  unitNormalization: ['[4]', ''],
  upSampling1d: ['[8, 3]', '2, '],
  upSampling2d: ['[8, 8, 3]', '2, '],
  upSampling3d: ['[8, 8, 8, 3]', '2, '],
  zeroPadding1d: ['[8, 3]', '1, '],
  zeroPadding2d: ['[8, 8, 3]', '1, '],
  zeroPadding3d: ['[8, 8, 8, 3]', '1, '],
}

/** Words that options take, and how they are misspelt, by what the options' names end in. */
const words: readonly (readonly [option: RegExp, wrong: string, right: string])[] = [
  [/^padding$/, 'sme', 'same'],
  [/^dataFormat$/, 'channelFirst', 'channelsFirst'],
  [/[aA]ctivation$/, 'sigmod', 'sigmoid'],
  [/Initializer$/, 'heNorml', 'heNormal'],
  [/Regularizer$/, 'l1l', 'l1l2'],
  [/Constraint$/, 'maxNrm', 'maxNorm'],
  [/^scoreMode$/, 'concta', 'concat'],
  [/^mergeMode$/, 'summ', 'sum'],
  [/^outputMode$/, 'oneHt', 'oneHot'],
  [/^interpolation$/, 'bilinar', 'bilinear'],
  [/^fillMode$/, 'reflekt', 'reflect'],
]

const program = (layer: LayerName, options: string) => {
  const [input, first] = calls[layer]
  return `const model = sequential(input(${input}))\n  .${layer}(${first}${options})\n  .flatten()`
}

/** The options that a snippet's call knows, as it says itself when it is given another. */
const namesOf = (snippet: string, name: string): readonly string[] => {
  try {
    runSnippet(snippet, name)
  } catch (error) {
    return /unknown option nonsense; expected one of (.+)$/.exec((error as Error).message)?.[1]?.split(', ') ?? []
  }
  return []
}

const optionsOf = (layer: LayerName): readonly string[] => namesOf(program(layer, '{ nonsense: 1 }'), 'model')

const options = (Object.keys(layers) as LayerName[]).flatMap((layer) =>
  optionsOf(layer).map((option) => [layer, option] as const),
)
/** TypeScript proposes no name of one letter or two. */
const isProposed = (option: string) => option.length > 2

const misspelt = [
  ...options
    .filter(([, option]) => isProposed(option))
    .map(([layer, option]) => ({
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

/** What callbacks take before their options. */
const firsts: Partial<Record<string, string>> = {
  backupAndRestore: "'backup', ",
  csvLogger: "'log.csv', ",
  learningRateScheduler: '(_, rate) => rate, ',
  modelCheckpoint: "'model', ",
  tensorBoard: "'logs', ",
}

const withoutOptions =
  /^activations[.](relu6|selu|silu|swish|sigmoid|hard(Sigmoid|Silu|Swish|Tanh)|tanh(Shrink)?|soft(plus|sign)|exponential|mish|logSigmoid|sparse(Plus|Sigmoid)|linear)$/

/** What is made of options beside layers. */
const makers: readonly string[] = [
  ...Object.keys({ ...optimizers, ...schedules, ...callbacks }),
  ...Object.keys(activations).map((name) => `activations.${name}`),
  ...Object.keys(constraints).map((name) => `constraints.${name}`),
  ...Object.keys(initializers).map((name) => `initializers.${name}`),
  'orthogonalRegularizer',
].filter((name) => !/[.](nonNeg|zeros|ones|constant)$/.test(name) && !withoutOptions.test(name))

const made = makers.map((maker) => {
  const first = firsts[maker] ?? ''
  const known = namesOf(`const made = ${maker}(${first}{ nonsense: 1 })`, 'made')
  return {
    maker,
    known,
    misspelt: known.filter(isProposed).map((option) => ({
      wrong: `const made =\n  ${maker}(${first}{ ${option}x: undefined })`,
      text: `Did you mean to write '${option}'?`,
    })),
  }
})
const all = [...misspelt, ...made.flatMap(({ misspelt }) => misspelt)]

let checked: ReadonlyMap<string, CheckedSnippet>
beforeAll(() => {
  checked = checkSnippets(all.map(({ wrong }) => wrong))
})

test('all layers say their options', () => {
  expect(new Set(options.map(([layer]) => layer)).size).toBe(Object.keys(layers).length)
})

test('all that are made of options say them', () => {
  expect(made.filter(({ known }) => known.length === 0)).toEqual([])
})

test.each(all)('$wrong', ({ wrong, text }) => {
  const { diagnostics } = checked.get(wrong) as CheckedSnippet
  expect(diagnostics.map(({ line }) => line)).toEqual([2])
  expect(diagnostics[0]?.text).toContain(text)
})
