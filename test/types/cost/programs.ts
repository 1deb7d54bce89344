/*
 * Programs whose cost for the compiler is watched, as text: models of the field, in the fluent and in the functional form. Each
 * layer is written out, as a user or a generator writes it; where a form has a loop of its own, that is used.
 */

export interface CostProgram {
  readonly title: string
  readonly imports: string
  readonly source: string
}

const program = (title: string, imports: string, source: string): CostProgram => ({ title, imports, source })

const cnnImports = 'input, l2, sequential'

export const cnnFluent = program(
  'MNIST CNN, fluent',
  cnnImports,
  `export const model = sequential(input([28, 28, 1]))
  .conv2d(32, 3, { padding: 'same', activation: 'relu' })
  .batchNormalization()
  .maxPooling2d(2)
  .conv2d(64, 3, { padding: 'same', activation: 'relu', kernelRegularizer: l2(0.001) })
  .batchNormalization()
  .maxPooling2d(2)
  .flatten()
  .dense(128, { activation: 'relu', kernelRegularizer: l2(0.001) })
  .dropout(0.5)
  .dense(10, { activation: 'softmax' })
`,
)

export const cnnFunctional = program(
  'MNIST CNN, functional',
  'batchNormalization, conv2d, dense, dropout, flatten, input, l2, maxPooling2d, model',
  `const image = input([28, 28, 1])
const a = conv2d(32, 3, { padding: 'same', activation: 'relu' })(image)
const b = batchNormalization()(a)
const c = maxPooling2d(2)(b)
const d = conv2d(64, 3, { padding: 'same', activation: 'relu', kernelRegularizer: l2(0.001) })(c)
const e = batchNormalization()(d)
const f = maxPooling2d(2)(e)
const g = flatten()(f)
const h = dense(128, { activation: 'relu', kernelRegularizer: l2(0.001) })(g)
const i = dropout(0.5)(h)
export const network = model({ inputs: image, outputs: dense(10, { activation: 'softmax' })(i) })
`,
)

/** The stages of ResNet-50: filters, blocks, strides of the first (He et al., 2015). */
const stages = [
  [64, 3, 1],
  [128, 4, 2],
  [256, 6, 2],
  [512, 3, 2],
] as const

export const resnetFluent = program(
  'ResNet-50, fluent',
  'activation, batchNormalization, block, conv2d, input, residual, sequential',
  `const bottleneck = <const F extends number, const Out extends number>(filters: F, out: Out) =>
  block(
    residual(
      block(
        conv2d(filters, 1),
        batchNormalization(),
        activation('relu'),
        conv2d(filters, 3, { padding: 'same' }),
        batchNormalization(),
        activation('relu'),
        conv2d(out, 1),
        batchNormalization(),
      ),
    ),
    activation('relu'),
  )
const widening = <const F extends number, const Out extends number, const S extends number>(filters: F, out: Out, strides: S) =>
  block(
    residual(
      block(
        conv2d(filters, 1, { strides }),
        batchNormalization(),
        activation('relu'),
        conv2d(filters, 3, { padding: 'same' }),
        batchNormalization(),
        activation('relu'),
        conv2d(out, 1),
        batchNormalization(),
      ),
      block(conv2d(out, 1, { strides }), batchNormalization()),
    ),
    activation('relu'),
  )
export const model = sequential(input([224, 224, 3]))
  .conv2d(64, 7, { strides: 2, padding: 'same' })
  .batchNormalization()
  .activation('relu')
  .maxPooling2d(3, { strides: 2, padding: 'same' })
${stages
  .map(
    ([filters, blocks, strides]) =>
      `  .pipe(widening(${filters}, ${4 * filters}, ${strides}))\n${`  .pipe(bottleneck(${filters}, ${4 * filters}))\n`.repeat(blocks - 1)}`,
  )
  .join('')}  .globalAveragePooling2d()
  .dense(1000, { activation: 'softmax' })
`,
)

const resnetLines = (): string => {
  const lines: string[] = []
  let count = 0
  let x = 'image'
  const put = (call: string): string => {
    count += 1
    lines.push(`const x${count} = ${call}`)
    return `x${count}`
  }
  const then = (layer: string): void => {
    x = put(`${layer}(${x})`)
  }
  const normalized = (): void => {
    then('batchNormalization()')
    then("activation('relu')")
  }
  then("conv2d(64, 7, { strides: 2, padding: 'same' })")
  normalized()
  then("maxPooling2d(3, { strides: 2, padding: 'same' })")
  for (const [filters, blocks, strides] of stages) {
    for (let i = 0; i < blocks; i++) {
      const start = x
      then(`conv2d(${filters}, 1${i === 0 && strides > 1 ? `, { strides: ${strides} }` : ''})`)
      normalized()
      then(`conv2d(${filters}, 3, { padding: 'same' })`)
      normalized()
      then(`conv2d(${4 * filters}, 1)`)
      then('batchNormalization()')
      const end = x
      x = start
      if (i === 0) {
        then(`conv2d(${4 * filters}, 1${strides > 1 ? `, { strides: ${strides} }` : ''})`)
        then('batchNormalization()')
      }
      x = put(`add(${end}, ${x})`)
      then("activation('relu')")
    }
  }
  then('globalAveragePooling2d()')
  then("dense(1000, { activation: 'softmax' })")
  return `const image = input([224, 224, 3])\n${lines.join('\n')}\nexport const network = model({ inputs: image, outputs: ${x} })\n`
}

export const resnetFunctional = program(
  'ResNet-50, functional',
  'activation, add, batchNormalization, conv2d, dense, globalAveragePooling2d, input, maxPooling2d, model',
  resnetLines(),
)

const attention = `const attention = () =>
  defineLayer('attention', {
    weights: () => ({ query: { shape: [512, 512] }, key: { shape: [512, 512] }, value: { shape: [512, 512] } }),
    call: (x, { query, key, value }) => {
      const scores = matmul(matmul(x, query), transpose(matmul(x, key), [0, 2, 1]))
      return matmul(softmax(divide(scores, 22.6)), matmul(x, value))
    },
  })
`
const transformerImports = 'defineLayer, divide, embedding, globalAveragePooling1d, input, matmul, softmax, transpose'

export const transformerFunctional = program(
  'transformer of 12 blocks, functional',
  `${transformerImports}, add, batchNormalization, dense, model`,
  `${attention}const words = input([128], { dtype: 'int32' })
const x0 = embedding(10_000, 512)(words)
${Array.from(
  { length: 12 },
  (_, i) => `const a${i} = attention()(batchNormalization()(x${i}))
const h${i} = add(x${i}, a${i})
const f${i} = dense(512)(dense(2048, { activation: 'relu' })(batchNormalization()(h${i})))
const x${i + 1} = add(h${i}, f${i})`,
).join('\n')}
const pooled = globalAveragePooling1d()(x12)
export const network = model({ inputs: words, outputs: dense(10, { activation: 'softmax' })(pooled) })
`,
)

export const transformerFluent = program(
  'transformer of 12 blocks, fluent',
  `${transformerImports}, batchNormalization, block, dense, repeat, residual, sequential`,
  `${attention}const encoder = () =>
  block(
    residual(block(batchNormalization(), attention())),
    residual(block(batchNormalization(), dense(2048, { activation: 'relu' }), dense(512))),
  )
export const model = sequential(input([128], { dtype: 'int32' }))
  .embedding(10_000, 512)
  .pipe(repeat(12, encoder))
  .globalAveragePooling1d()
  .dense(10, { activation: 'softmax' })
`,
)

export const denseFluent = program(
  'chain of 200 dense layers, fluent',
  'input, sequential',
  `export const model = sequential(input([7]))${'\n  .dense(7)\n  .dense(5)'.repeat(100)}\n`,
)

export const denseFunctional = program(
  'chain of 200 dense layers, functional',
  'dense, input, model',
  `const x0 = input([7])
${Array.from({ length: 200 }, (_, i) => `const x${i + 1} = dense(${i % 2 === 0 ? 7 : 5})(x${i})`).join('\n')}
export const network = model({ inputs: x0, outputs: x200 })
`,
)

/** The same with one call replaced by another, the `nth` that is there. */
export const faulty = ({ title, imports, source }: CostProgram, call: string, by: string, nth = 1): CostProgram => {
  const parts = source.split(call)
  const before = parts.slice(0, nth).join(call)
  const after = parts.slice(nth).join(call)
  if (parts.length <= nth) throw new Error(`${title}: there is no ${call} to replace`)
  return { title: `${title}, a mistake`, imports, source: `${before}${by}${after}` }
}
