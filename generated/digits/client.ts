// Written by Tenon. Do not edit: write it again when the model changes.
import { loadModel, type SessionOptions, type Tensor } from 'tenon'

/** What the model takes. Symbolic dims are strings; null stands for a dim or a rank that is not known. */
export const inputs = [{ name: 'image', dtype: 'float32', shape: ['batch', 8, 8, 1] }] as const

/** What the model gives. Symbolic dims are strings; null stands for a dim or a rank that is not known. */
export const outputs = [{ name: 'probabilities', dtype: 'float32', shape: ['batch', 10] }] as const

/** Tells the digits 0 to 9 apart in images of 8 × 8 grey pixels from 0 (paper) to 1 (ink). */
export interface DigitsClient {
  /**
   * Runs the model once.
   *
   * @param image - float32 [batch, 8, 8, 1]
   * @returns probabilities: float32 [batch, 10]
   */
  predict<Batch extends number>(image: Tensor<[Batch, 8, 8, 1], 'float32'>): Promise<Tensor<[Batch, 10], 'float32'>>
  /** Frees the native session. */
  release(): Promise<void>
}

/** Loads the model. Throws if its file is missing or broken, or the device is not there. */
export const load = async (options: SessionOptions = {}): Promise<DigitsClient> => {
  const model = await loadModel(new URL('./inference.onnx', import.meta.url), options)
  return {
    async predict<Batch extends number>(image: Tensor<[Batch, 8, 8, 1], 'float32'>) {
      const outputs = await model.run({ image })
      return outputs['probabilities'] as Tensor<[Batch, 10], 'float32'>
    },
    release: () => model.release(),
  }
}
