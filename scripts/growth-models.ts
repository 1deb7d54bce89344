/* Models as large as the field's, for scripts/growth.ts. */
import { encoder, narrowing, positions, unit } from '../bench/models.js'
import {
  activation,
  batchNormalization,
  block,
  conv2d,
  dense,
  input,
  type Layer,
  layerNormalization,
  multiHeadAttention,
  type Rule,
  repeat,
  residual,
  sequential,
} from '../src/index.js'

const bottleneck = <const F extends number, const Out extends number, const S extends number>(
  filters: F,
  out: Out,
  strides: S,
) =>
  block(
    conv2d(filters, 1, { strides }),
    batchNormalization(),
    activation('relu'),
    conv2d(filters, 3, { padding: 'same' }),
    batchNormalization(),
    activation('relu'),
    conv2d(out, 1),
    batchNormalization(),
  )

/** A stage: so many units, the first of which makes the image smaller and the channels more. */
const first = <const F extends number, const Out extends number, const S extends number>(f: F, out: Out, strides: S) =>
  block(
    residual(bottleneck(f, out, strides), block(conv2d(out, 1, { strides }), batchNormalization())),
    activation('relu'),
  )
const further = <const F extends number, const Out extends number>(filters: F, out: Out, count: number) =>
  repeat(count, () => block(residual(bottleneck(filters, out, 1)), activation('relu')))

/** ResNet-50 (He et al., 2015): 224 × 224 × 3, 1,000 classes, 25.6 million parameters. */
export const resnet50 = () =>
  sequential(input([224, 224, 3]))
    .conv2d(64, 7, { strides: 2, padding: 'same' })
    .batchNormalization()
    .activation('relu')
    .maxPooling2d(3, { strides: 2, padding: 'same' })
    .pipe(first(64, 256, 1))
    .pipe(further(64, 256, 2))
    .pipe(first(128, 512, 2))
    .pipe(further(128, 512, 3))
    .pipe(first(256, 1024, 2))
    .pipe(further(256, 1024, 5))
    .pipe(first(512, 2048, 2))
    .pipe(further(512, 2048, 2))
    .globalAveragePooling2d()
    .dense(1000, { activation: 'softmax' })

/** An encoder as large as BERT's base (Devlin et al., 2018), but for the words: 12 blocks, width 768, 128 tokens of 10,000. */
export const transformer12 = () =>
  sequential(input([128], { dtype: 'int32' }))
    .embedding(10_000, 768)
    .pipe(positions())
    .pipe(
      repeat(12, () =>
        block(
          residual(block(layerNormalization(), multiHeadAttention(12, 64))),
          residual(block(layerNormalization(), dense(3072, { activation: 'gelu' }), dense(768))),
        ),
      ),
    )
    .layerNormalization()
    .globalAveragePooling1d()
    .dense(10, { activation: 'softmax' })

/** What each block of a model goes through: `remat`, or nothing. */
export type Wrap = <R extends Rule>(layer: Layer<R>) => Layer<R>

/** ResNet-56 as for CIFAR (He et al., 2015, section 4.2): the bench's ResNet-20 with three times as many units. */
export const resnet56 = (wrap: Wrap) =>
  sequential(input([32, 32, 3]))
    .conv2d(16, 3, { padding: 'same', useBias: false })
    .batchNormalization()
    .activation('relu')
    .pipe(repeat(9, () => wrap(unit(16))))
    .pipe(wrap(narrowing(32)))
    .pipe(repeat(8, () => wrap(unit(32))))
    .pipe(wrap(narrowing(64)))
    .pipe(repeat(8, () => wrap(unit(64))))
    .globalAveragePooling2d()
    .dense(10, { activation: 'softmax' })

/** The bench's transformer with 12 blocks in place of 2. */
export const narrowTransformer12 = (wrap: Wrap) =>
  sequential(input([128], { dtype: 'int32' }))
    .embedding(10_000, 128)
    .pipe(positions())
    .pipe(repeat(12, () => wrap(encoder())))
    .layerNormalization()
    .globalAveragePooling1d()
    .dense(2, { activation: 'softmax' })
