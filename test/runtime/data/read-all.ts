import type { Tensor } from '../../../src/index.js'
import type { Dataset } from '../../../src/runtime/data/dataset.js'

/** The rows of x of a pass, batch after batch. */
export const batchesOf = async (dataset: Dataset, epoch = 0, seed = 0): Promise<number[][]> => {
  const batches: number[][] = []
  for await (const { columns } of dataset.source.read('test', { epoch, seed, signal: undefined })) {
    batches.push(Array.from(columns[0]?.data ?? [], Number))
  }
  return batches
}

/** All of x and y of a pass. */
export const readAll = async (dataset: Dataset) => {
  const [x, y, weights]: [number[], number[], number[]] = [[], [], []]
  let shape: readonly number[] = []
  for await (const [samples, targets, sampleWeight] of dataset) {
    shape = (samples as unknown as Tensor).shape.slice(1)
    x.push(...Array.from((samples as unknown as Tensor).data, Number))
    if (targets) y.push(...Array.from((targets as unknown as Tensor).data, Number))
    if (sampleWeight) weights.push(...Array.from((sampleWeight as unknown as Tensor).data, Number))
  }
  return { x, y, weights, shape }
}
