import { Command } from 'commander'
import { adam, input, sequential, tokenizer } from 'tenon'
import { wholeNumber } from './support/options.js'
import { loadReviews } from './support/rt-polarity.js'

/** Longer sentences are cut. */
const length = 40

/** Ids of the sentences' words: the 9,997 commonest between spaces, in lower case; 0 is padding, 1 any other word. */
export const loadSentences = (folder: string) => {
  const { training, test } = loadReviews(folder)
  const words = tokenizer({ maxTokens: 9_999, standardize: 'lower' }).adapt(training.texts)
  const encode = (texts: readonly string[]) => words.encode(texts, { length })
  return { encode, x: encode(training.texts), y: training.y, testX: encode(test.texts), testY: test.y }
}

/** The mean of the words' vectors, then dense layers. */
const model = sequential(input([length], { dtype: 'int32', name: 'words' }))
  .embedding(10_000, 32)
  .globalAveragePooling1d()
  .dense(16, { activation: 'relu' })
  .dense(1, { activation: 'sigmoid' })

export const compileSentiment = (seed: number) =>
  model.compile({ optimizer: adam(), loss: 'binaryCrossentropy', metrics: ['accuracy'], seed })

const opinions = [
  'a warm and funny film , with a wonderful cast',
  'too long , too loud , and never once funny',
  'an ambitious story that moves and surprises',
  'dull characters in a dull plot',
]

interface Options {
  readonly data: string
  readonly seed: number
  readonly epochs: number
}

const train = async ({ data, seed, epochs }: Options): Promise<void> => {
  const { encode, x, y, testX, testY } = loadSentences(data)
  console.log(model.summary())
  await using trainer = await compileSentiment(seed)
  await trainer.fit(x, y, { epochs, validationData: [testX, testY] })
  const { accuracy } = await trainer.evaluate(testX, testY)
  console.log(`\nTest accuracy: ${(accuracy as number).toFixed(4)} (${testX.rows} sentences, seed ${seed})`)
  const liking = await trainer.predict(encode(opinions))
  for (const [i, opinion] of opinions.entries()) console.log(`  ${Number(liking.data[i]).toFixed(2)}  ${opinion}`)
}

export const sentiment = new Command('sentiment')
  .description('tells praise from blame in sentences of film reviews; every fifth sentence tests')
  .requiredOption('--data <folder>', 'where rt-polarity.neg and rt-polarity.pos are')
  .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 0)
  .option('--epochs <n>', 'passes over the training sentences', wholeNumber(1), 4)
  .action(train)
