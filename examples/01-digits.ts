/* Lesson 1: a CNN, from its layers to files that any ONNX Runtime runs, and a typed client of them. */
import { mkdir, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import pc from 'picocolors'
import { adam, emitClient, input, l2, readModel, sequential, type Tensor } from 'tenon'
import { bestClasses } from './support/confusion.js'
import { loadDigits } from './support/digits-data.js'
import { drawDigits, picturesOf } from './support/draw-digit.js'
import { type RunOptions, trainingCommand } from './support/options.js'
import { smallerSteps } from './support/smaller-steps.js'

const description = 'Tells the digits 0 to 9 apart in images of 8 × 8 grey pixels from 0 (paper) to 1 (ink).'

/** Convolutions that keep the size, each followed by normalization and pooling, then dense layers. */
const model = sequential(input([8, 8, 1], { name: 'image' }))
  .conv2d(32, 3, { padding: 'same', activation: 'relu' })
  .batchNormalization()
  .maxPooling2d(2)
  .conv2d(64, 3, { padding: 'same', activation: 'relu', kernelRegularizer: l2(0.001) })
  .batchNormalization()
  .maxPooling2d(2)
  .flatten()
  .dense(128, { activation: 'relu', kernelRegularizer: l2(0.001) })
  .dropout(0.5)
  .dense(10, { activation: 'softmax', name: 'probabilities' })

/** Where everything that this example writes goes. */
const folder = new URL('../generated/digits/', import.meta.url)
const pathOf = (name: string): string => fileURLToPath(new URL(name, folder))

export const compileDigits = (seed: number) =>
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed })

type DigitsTrainer = Awaited<ReturnType<typeof compileDigits>>
/** The source of a typed client for the model's inference graph, which lies beside it as inference.onnx. */
export const clientOf = async (trainer: DigitsTrainer): Promise<string> => {
  const { model } = trainer.exportInference({ description })
  return emitClient(await readModel(model, 'inference.onnx'), { modelFile: './inference.onnx', name: 'digits' })
}

/** Trains, and writes graphs and client. */
export const trainDigits = async ({ seed, epochs }: RunOptions): Promise<void> => {
  console.log(model.summary())
  const { x, y, testX, testY } = loadDigits()
  await using trainer = await compileDigits(seed)
  // batchNormalization predicts by averages that take some epochs to follow the batches: until then the test accuracy is low
  await trainer.fit(x, y, { epochs, validationData: [testX, testY], callbacks: [smallerSteps()] })
  const { accuracy } = await trainer.evaluate(testX, testY)
  console.log(`\nTest accuracy: ${pc.bold((accuracy as number).toFixed(4))} (${testX.rows} images, seed ${seed})`)
  await writeArtifacts(trainer)
  await drawSome(testX.slice(0, 8), [...testY.data.subarray(0, 8)].map(Number))
}

const writeArtifacts = async (trainer: DigitsTrainer): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await trainer.saveTraining(pathOf('training.onnx'))
  await trainer.saveInference(pathOf('inference.onnx'), { description })
  await writeFile(pathOf('client.ts'), await clientOf(trainer))
  const where = pc.cyan(relative('.', fileURLToPath(folder)))
  console.log(`\nWrote to ${where}: training.onnx, a step of training; inference.onnx, the trained`)
  console.log('model, which any ONNX Runtime runs; client.ts, a typed TypeScript client of it')
}

/** Loads the client that was just written, and shows what it makes of some images. */
const drawSome = async (images: Tensor<[number, 8, 8, 1], 'float32'>, labels: readonly number[]): Promise<void> => {
  const { load } = await import('../generated/digits/client.js')
  const client = await load()
  const probabilities = await client.predict(images)
  await client.release()
  const captions = bestClasses(probabilities).map((best, row) => {
    const percent = `${best} ${Math.round(100 * Number(probabilities.data[10 * row + best]))}%`
    return best === labels[row] ? percent : `${percent}, is ${labels[row]}`
  })
  console.log('\nSome test images, and what the client predicts:')
  for (const line of drawDigits(picturesOf(images), captions)) console.log(line)
}

export const digits = trainingCommand('digits', 'trains a CNN, and uses it as ONNX', 20, 'images').action(trainDigits)
