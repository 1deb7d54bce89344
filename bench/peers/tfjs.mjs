// @ts-nocheck: its packages are in a folder that is named at run time
/*
 * TensorFlow.js as a peer: tfjs.mjs FOLDER, in whose node_modules its packages are. It answers as serve.py does. WebAssembly alone: where
 * that lacks a kernel, plain JavaScript takes a minute for a step.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const load = createRequire(join(process.argv[2], 'index.js'))
// what libraries print is no answer
console.log = console.info = console.warn = console.error
const tf = load('@tensorflow/tfjs')
const wasm = load('@tensorflow/tfjs-backend-wasm')
wasm.setWasmPaths(join(process.argv[2], 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'))

/** A learnt vector for each place. */
class Positions extends tf.layers.Layer {
  static className = 'Positions'
  build(shape) {
    this.table = this.addWeight('table', shape.slice(1), 'float32', tf.initializers.randomNormal({ stddev: 0.05 }))
    this.built = true
  }
  call(inputs) {
    return tf.tidy(() => tf.add([inputs].flat()[0], this.table.read()))
  }
}

/** Self-attention of several heads, as Keras's MultiHeadAttention. */
class Attention extends tf.layers.Layer {
  static className = 'Attention'
  constructor(heads, size) {
    super({})
    Object.assign(this, { heads, size })
  }
  build([, , width]) {
    const [glorot, zeros] = [tf.initializers.glorotUniform({}), tf.initializers.zeros()]
    this.projections = ['query', 'key', 'value', 'output'].map((name) => ({
      kernel: this.addWeight(`${name}_kernel`, [width, width], 'float32', glorot),
      bias: this.addWeight(`${name}_bias`, [width], 'float32', zeros),
    }))
    this.built = true
  }
  call(inputs) {
    return tf.tidy(() => {
      const [x] = [inputs].flat()
      const [batch, steps, width] = x.shape
      const project = (y, i) => {
        const { kernel, bias } = this.projections[i]
        return y
          .reshape([batch * steps, width])
          .matMul(kernel.read())
          .add(bias.read())
      }
      const heads = (i) => project(x, i).reshape([batch, steps, this.heads, this.size]).transpose([0, 2, 1, 3])
      const scores = tf.matMul(heads(0), heads(1), false, true).div(Math.sqrt(this.size))
      const seen = tf.matMul(tf.softmax(scores), heads(2)).transpose([0, 2, 1, 3])
      return project(seen.reshape([batch, steps, width]), 3).reshape([batch, steps, width])
    })
  }
  computeOutputShape(shape) {
    return shape
  }
}

const L = tf.layers
const l2 = () => tf.regularizers.l2({ l2: 0.001 })
const stacked = (layers) => tf.sequential({ layers })

const resnet = () => {
  const convolution = (x, filters, kernelSize, strides) => {
    const y = L.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false }).apply(x)
    return L.batchNormalization({}).apply(y)
  }
  const relu = (x) => L.activation({ activation: 'relu' }).apply(x)
  const image = tf.input({ shape: [32, 32, 3] })
  let x = relu(convolution(image, 16, 3, 1))
  for (const filters of [16, 32, 64]) {
    for (const i of [0, 1, 2]) {
      const strides = filters > 16 && i === 0 ? 2 : 1
      const y = convolution(relu(convolution(x, filters, 3, strides)), filters, 3, 1)
      x = relu(L.add({}).apply([y, strides > 1 ? convolution(x, filters, 1, strides) : x]))
    }
  }
  const pooled = L.globalAveragePooling2d({}).apply(x)
  return tf.model({ inputs: image, outputs: L.dense({ units: 10, activation: 'softmax' }).apply(pooled) })
}

const transformer = () => {
  const tokens = tf.input({ shape: [128], dtype: 'int32' })
  let x = new Positions({}).apply(L.embedding({ inputDim: 10_000, outputDim: 128 }).apply(tokens))
  const normalized = () => L.layerNormalization({}).apply(x)
  for (const _ of [1, 2]) {
    x = L.add({}).apply([x, new Attention(4, 32).apply(normalized())])
    const hidden = L.dense({ units: 512, activation: 'relu' }).apply(normalized())
    x = L.add({}).apply([x, L.dense({ units: 128 }).apply(hidden)])
  }
  const pooled = L.globalAveragePooling1d({}).apply(normalized())
  return tf.model({ inputs: tokens, outputs: L.dense({ units: 2, activation: 'softmax' }).apply(pooled) })
}

const classes = {
  loss: 'sparseCategoricalCrossentropy',
  targets: (limit) => (rows) => ids(limit, [rows, 1], 'float32'),
}
const ids = (limit, shape, dtype = 'int32') => tf.randomUniform(shape, 0, limit).floor().cast(dtype)

const workloads = {
  cnn: {
    ...classes,
    model: () =>
      stacked([
        L.conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' }),
        L.batchNormalization({}),
        L.maxPooling2d({ poolSize: 2 }),
        L.conv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu', kernelRegularizer: l2() }),
        L.batchNormalization({}),
        L.maxPooling2d({ poolSize: 2 }),
        L.flatten(),
        L.dense({ units: 128, activation: 'relu', kernelRegularizer: l2() }),
        L.dropout({ rate: 0.5 }),
        L.dense({ units: 10, activation: 'softmax' }),
      ]),
    x: (rows) => tf.randomUniform([rows, 28, 28, 1]),
    y: classes.targets(10),
  },
  lstm: {
    loss: 'meanSquaredError',
    model: () =>
      stacked([
        L.lstm({ inputShape: [null, 1], units: 64, returnSequences: true }),
        L.dropout({ rate: 0.3 }),
        L.lstm({ units: 64 }),
        L.dense({ units: 1 }),
      ]),
    x: (rows) => tf.randomUniform([rows, 50, 1]),
    y: (rows) => tf.randomUniform([rows, 1]),
  },
  text: {
    loss: 'binaryCrossentropy',
    model: () =>
      stacked([
        L.embedding({ inputShape: [20], inputDim: 10_000, outputDim: 32 }),
        L.globalAveragePooling1d({}),
        L.dense({ units: 16, activation: 'relu' }),
        L.dense({ units: 1, activation: 'sigmoid' }),
      ]),
    x: (rows) => ids(10_000, [rows, 20]),
    y: (rows) => ids(2, [rows, 1], 'float32'),
  },
  mlp: {
    ...classes,
    model: () =>
      stacked([
        L.dense({ inputShape: [784], units: 512, activation: 'relu' }),
        L.dense({ units: 512, activation: 'relu' }),
        L.dense({ units: 10, activation: 'softmax' }),
      ]),
    x: (rows) => tf.randomUniform([rows, 784]),
    y: classes.targets(10),
  },
  resnet: { ...classes, model: resnet, x: (rows) => tf.randomUniform([rows, 32, 32, 3]), y: classes.targets(10) },
  transformer: { ...classes, model: transformer, x: (rows) => ids(10_000, [rows, 128]), y: classes.targets(2) },
}

/** Milliseconds that a round of training may take. */
const longest = 2000

const training = async ({ model: make, loss, x: xs, y: ys }, batch, steps) => {
  const model = make()
  model.compile({ optimizer: 'adam', loss })
  const epoch = async (count) => {
    const [x, y] = [xs(batch * count), ys(batch * count)]
    const begun = performance.now()
    await model.fit(x, y, { batchSize: batch, epochs: 1, shuffle: false, verbose: 0, yieldEvery: 'never' })
    const taken = (performance.now() - begun) / count
    tf.dispose([x, y])
    return taken
  }
  await epoch(1)
  const most = Math.max(1, Math.floor(longest / (await epoch(1))))
  return { model, round: () => epoch(Math.min(steps, most)), way: 'fit' }
}

const inference = async ({ model: make, x: xs }, batch, seconds) => {
  const model = make()
  const x = xs(batch)
  const call = () => {
    const y = model.predictOnBatch(x)
    y.dataSync()
    y.dispose()
  }
  call()
  call()
  const round = async () => {
    const begun = performance.now()
    let calls = 0
    do {
      call()
      calls += 1
    } while (performance.now() - begun < seconds * 1000)
    return (performance.now() - begun) / calls
  }
  return { model, round, way: 'predictOnBatch' }
}

/** The workload, or why there is none. */
const prepare = async ({ workload, batch, mode, steps, seconds }) => {
  try {
    const make = mode === 'train' ? training : inference
    return await make(workloads[workload], batch, mode === 'train' ? steps : seconds)
  } catch (error) {
    const [, kernel] = error.message.match(/Kernel '(\w+)' not registered/) ?? []
    if (!kernel) throw error
    return { unable: `its WebAssembly backend has no ${kernel}` }
  }
}

const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
await tf.setBackend('wasm')
answer({
  description: `TensorFlow.js ${tf.version.tfjs} (WebAssembly with SIMD, one thread), Node ${process.versions.node}`,
})
let ready
let key
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line)
  const next = `${asked.workload} ${asked.batch} ${asked.mode}`
  if (key !== next) {
    tf.disposeVariables()
    ready = await prepare(asked)
    key = next
  }
  answer(ready.unable ? ready : { ms: await ready.round(), parameters: ready.model.countParams(), way: ready.way })
}
