/* Lesson 5: texts. A tokenizer makes ids of them, here of runs of letters, and `embedding` learns a vector for each id. */
import { adam, confusionMatrix, input, sequential, tensor, tokenizer } from 'tenon'
import { accuracyOf, bestClasses, drawConfusion } from './support/confusion.js'
import { languages, loadMessages } from './support/languages-data.js'
import { type RunOptions, trainingCommand } from './support/options.js'

/** Letters alone, of the first that a text has: placeholders and quotes would tell languages apart too. */
const letters = (text: string): string => [...text.toLowerCase().replace(/\P{L}+/gu, ' ')].slice(0, 30).join('')

/** At most 30 letters, 29 pairs and 28 runs of three of them. */
const length = 30 + 29 + 28

/** As fastText classifies: the mean of a vector for each run of letters, then one dense layer. */
const modelOf = (tokens: number) =>
  sequential(input([length], { dtype: 'int32', name: 'letters' }))
    .embedding(tokens, 16, { maskZero: true })
    .globalAveragePooling1d()
    .dense(languages.length, { activation: 'softmax' })

const samples = [
  'Der Typ passt nicht.',
  'Ce type ne convient pas.',
  'Este tipo no encaja.',
  'Este tipo não se encaixa.',
]

const train = async ({ seed, epochs }: RunOptions): Promise<void> => {
  const { training, test } = loadMessages()
  const runs = tokenizer({ maxTokens: 5_000, standardize: letters, split: 'character', ngrams: 3 })
  runs.adapt(training.texts)
  const [x, testX] = [runs.encode(training.texts, { length }), runs.encode(test.texts, { length })]
  const y = tensor(training.labels, [training.labels.length])

  const model = modelOf(runs.size)
  console.log(model.summary())
  await using trainer = await model.compile({
    optimizer: adam({ learningRate: 0.01 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed,
  })
  await trainer.fit(x, y, { epochs, batchSize: 128 })

  const confusion = confusionMatrix(tensor(test.labels), await trainer.predict(testX)).toArray()
  console.log(`\nTest accuracy: ${accuracyOf(confusion).toFixed(4)} (${testX.rows} messages, seed ${seed})`)
  console.log('Languages in rows, what they were taken for in columns:')
  for (const line of drawConfusion(confusion, languages)) console.log(line)

  const found = bestClasses(await trainer.predict(runs.encode(samples, { length })))
  console.log('\nSome sentences of no compiler:')
  for (const [i, sample] of samples.entries()) console.log(`  ${languages[found[i] as number]?.padEnd(6)} ${sample}`)
}

export const languagesExample = trainingCommand(
  'languages',
  'tells 14 languages apart by runs of letters, learnt from the messages of the TypeScript compiler',
  3,
  'messages',
).action(train)
