/* Lesson 10: a table of texts and numbers. Lookups make indices of texts, and layers that adapt to the data scale numbers. */
import {
  adam,
  categoryEncoding,
  concatenate,
  dense,
  fromTensors,
  input,
  model,
  normalization,
  stringLookup,
  tensor,
} from 'tenon'
import { type RunOptions, trainingCommand } from './support/options.js'
import { type Penguin, penguins } from './support/penguins-data.js'

const train = async ({ seed, epochs }: RunOptions): Promise<void> => {
  const all = penguins()
  const species = await stringLookup().adapt(all.map((one) => one.species))
  const island = await stringLookup().adapt(all.map((one) => one.island))
  const sex = await stringLookup().adapt(all.map((one) => one.sex))
  /** Texts as indices, sizes as they are. */
  const columnsOf = (some: readonly Penguin[]) => ({
    size: tensor(Float32Array.from(some.flatMap((one) => one.size)), [some.length, 3]),
    species: species.encode(some.map((one) => one.species)),
    island: island.encode(some.map((one) => one.island)),
    sex: sex.encode(some.map((one) => one.sex)),
  })
  const grams = tensor(
    Float32Array.from(all, (one) => one.mass),
    [all.length, 1],
  )
  const rows = fromTensors(columnsOf(all), grams).shuffle(all.length, { seed, reshuffleEachIteration: false })
  const [test, training] = [rows.take(80), rows.skip(80)]

  // what scales the sizes, and what turns the model's answer back into grams, is learnt from the training rows alone
  const scaled = await normalization().adapt(training.map(({ size }) => [size]))
  const inGrams = await normalization({ invert: true }).adapt(training.map((_, mass) => [mass]))

  const index = () => input([], { dtype: 'int32' })
  const inputs = { size: input([3]), species: index(), island: index(), sex: index() }
  const facts = concatenate([
    scaled(inputs.size),
    categoryEncoding(species.vocabularySize, { outputMode: 'oneHot' })(inputs.species),
    categoryEncoding(island.vocabularySize, { outputMode: 'oneHot' })(inputs.island),
    categoryEncoding(sex.vocabularySize, { outputMode: 'oneHot' })(inputs.sex),
  ])
  const mass = inGrams(dense(1)(dense(16, { activation: 'relu' })(facts)))

  await using trainer = await model({ inputs, outputs: mass }).compile({
    optimizer: adam({ learningRate: 0.01 }),
    loss: 'meanAbsoluteError',
    seed,
  })
  await trainer.fit(training.shuffle(300).batch(16), { epochs, validationData: test })
  const { loss } = await trainer.evaluate(test)
  for (const one of [all[0], all.at(-1)] as Penguin[]) {
    const [guess] = (await trainer.predict(columnsOf([one]))).data
    console.log(
      `${one.species}, ${one.sex}, ${one.island}: ${one.mass} g, for the model ${Math.round(Number(guess))} g`,
    )
  }
  console.log(`\nTest error: ${Math.round(loss)} g (mean of 80 penguins, seed ${seed})`)
}

export const penguinsExample = trainingCommand(
  'penguins',
  'weighs penguins by a table of sizes and texts',
  40,
  'rows',
).action(train)
