import { input } from '../../src/dsl/input.js'
import { l2 } from '../../src/dsl/regularizers.js'
import { sequential } from '../../src/dsl/sequential.js'

/** Program 1: the classifier of small images that the product is measured by. */
export const imageClassifier = (
  image: readonly [height: number, width: number, channels: number],
  { dropout = true }: { readonly dropout?: boolean } = {},
) => {
  const features = sequential(input(image))
    .conv2d(32, 3, { padding: 'same', activation: 'relu' })
    .batchNormalization()
    .maxPooling2d(2)
    .conv2d(64, 3, { padding: 'same', activation: 'relu', kernelRegularizer: l2(0.001) })
    .batchNormalization()
    .maxPooling2d(2)
    .flatten()
    .dense(128, { activation: 'relu', kernelRegularizer: l2(0.001) })
  return (dropout ? features.dropout(0.5) : features).dense(10, { activation: 'softmax' })
}
