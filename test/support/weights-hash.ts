import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { loadDigits } from '../../examples/support/digits-data.js'
import { imageClassifier } from './image-classifier.js'

/** Trains program 1 for two epochs on 200 digits, and gives a hash of all its weights. `npx tsx FILE SEED THREADS` prints it. */
export const weightsHash = async (seed: number, threads: number): Promise<string> => {
  const { x, y } = loadDigits()
  const model = imageClassifier([8, 8, 1], { dropout: true })
  await using trainer = await model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed,
    threads,
  })
  await trainer.fit(x.slice(0, 200), y.slice(0, 200), { epochs: 2, validationSplit: 0.1, verbose: 0 })
  const hash = createHash('sha256')
  for (const { data } of trainer.weights().values()) hash.update(data)
  return hash.digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seed, threads] = process.argv.slice(2).map(Number) as [number, number]
  console.log(await weightsHash(seed, threads))
}
