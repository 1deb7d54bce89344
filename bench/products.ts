/*
 * What a workload cannot do without: the multiply-adds of its matrix products, and the bytes that have to go through memory.
 * Everything else, such as activation functions, norms, pooling and the loss, could be done in passing.
 */

/** A layer's products for one sample. */
export interface Product {
  readonly multiplyAdds: number
  /** Those of them that the gradient of the layer's input repeats. */
  readonly ofInput: number
  /** Numbers that it puts out, for the next layer to read. */
  readonly outputs: number
  /** Weights of which a sample reads no more than it puts out: those of an embedding. */
  readonly table: number
}

const product = (multiplyAdds: number, outputs: number, { ofInput = multiplyAdds, table = 0 } = {}): Product => ({
  multiplyAdds,
  ofInput,
  outputs,
  table,
})

/** [from] to [to], for each of so many steps. */
export const dense = (from: number, to: number, steps = 1): Product => product(steps * from * to, steps * to)

/** A kernel × kernel convolution to [size, size, to]. */
export const conv2d = (size: number, kernel: number, from: number, to: number): Product =>
  product(size * size * kernel * kernel * from * to, size * size * to)

/** Four gates, each of the input and of the state; puts out state and cell. */
export const lstm = (steps: number, from: number, units: number): Product =>
  product(steps * 4 * units * (from + units), steps * 2 * units, { ofInput: steps * 4 * units * from })

/** Rows of a table: no products. */
export const embedding = (rows: number, to: number, steps: number): Product =>
  product(0, steps * to, { table: rows * to })

/** Four projections; queries times keys, and weights times values. The weights need not go through memory. */
export const attention = (steps: number, width: number): Product[] => [
  ...[1, 2, 3].map(() => dense(width, width, steps)),
  product(2 * steps * steps * width, steps * width),
  dense(width, width, steps),
]

/** What a step, or a prediction, asks of the machine. */
export interface Demand {
  readonly operations: number
  readonly bytes: number
}

const sum = (products: readonly Product[], of: (product: Product) => number): number =>
  products.reduce((total, product) => total + of(product), 0)

/**
 * A training step. A multiply-add is two operations; forward once, backward twice (the gradients of weights and of inputs), but the
 * first layer's input needs no gradient. Adam reads weights, two slots and gradients, and writes weights and slots: 28 bytes a
 * parameter. What products put out is written and read, read again backward, and its gradient written and read: 20 bytes a number.
 */
export const trainingDemand = (products: readonly Product[], parameters: number, batch: number): Demand => ({
  operations: 2 * batch * (3 * sum(products, ({ multiplyAdds }) => multiplyAdds) - (products[0]?.ofInput ?? 0)),
  bytes: 28 * parameters + 20 * batch * sum(products, ({ outputs }) => outputs),
})

/** A prediction: forward; weights are read, 4 bytes each, and what products put out is written and read, 8 bytes a number. */
export const inferenceDemand = (products: readonly Product[], parameters: number, batch: number): Demand => ({
  operations: 2 * batch * sum(products, ({ multiplyAdds }) => multiplyAdds),
  bytes: 4 * (parameters - sum(products, ({ table }) => table)) + 8 * batch * sum(products, ({ outputs }) => outputs),
})
