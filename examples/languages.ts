import { Command } from 'commander'
import { adam, input, sequential, tensor, tokenizer } from 'tenon'
import { accuracyOf, bestClasses, confusionOf, drawConfusion } from './confusion.js'
import { languages, loadMessages } from './languages-data.js'
import { wholeNumber } from './options.js'

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

interface Options {
  readonly seed: number
  readonly epochs: number
}

const train = async ({ seed, epochs }: Options): Promise<void> => {
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

  const guesses = bestClasses(await trainer.predict(testX))
  const confusion = confusionOf([...test.labels], guesses, languages.length)
  console.log(`\nTest accuracy: ${accuracyOf(confusion).toFixed(4)} (${testX.rows} messages, seed ${seed})`)
  console.log('Languages in rows, what they were taken for in columns:')
  for (const line of drawConfusion(confusion, languages)) console.log(line)

  const found = bestClasses(await trainer.predict(runs.encode(samples, { length })))
  console.log('\nSome sentences of no compiler:')
  for (const [i, sample] of samples.entries()) console.log(`  ${languages[found[i] as number]?.padEnd(6)} ${sample}`)
}

export const languagesExample = new Command('languages')
  .description('tells 14 languages apart by runs of letters, learnt from the messages of the TypeScript compiler')
  .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 0)
  .option('--epochs <n>', 'passes over the training messages', wholeNumber(1), 3)
  .action(train)
