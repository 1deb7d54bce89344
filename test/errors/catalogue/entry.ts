/* What the catalogue is made of: a mistake, as a user writes it, and what mends it. Programs need no imports. */

export interface Entry {
  readonly title: string
  /** Why it is a mistake, and what to do, in a sentence or two. */
  readonly cause: string
  readonly wrong: string
  /** Where the compiler says so, counted from 1. */
  readonly line: number
  readonly mended: string
  /**
   * What the run time says of `wrong`, where that is not the sentence of the compiler; of what TypeScript itself says, how the run
   * time's begins, where that tells it.
   */
  readonly throws?: string
  /** All that TypeScript 7 prints, where that differs from what the compilers before it print. */
  readonly typescript7?: string
}

export interface Family {
  readonly title: string
  readonly entries: readonly Entry[]
}

/** A chain of layers, a line each, from the input on line 1. */
export const chain = (input: string, ...calls: readonly string[]): string =>
  [`const model = sequential(input(${input}))`, ...calls.map((call) => `  ${call}`)].join('\n')

/** A model of 4 features, compiled on line 2; statements follow from line 3. */
export const trained = (layer: string, options: string, ...statements: readonly string[]): string =>
  [
    `const model = sequential(input([4]))${layer}`,
    `const trainer = await model.compile({ ${options} })`,
    ...statements,
  ].join('\n')

/** The layer and the options of models that tell three classes apart. */
export const classifier = [".dense(3, { activation: 'softmax' })", "loss: 'sparseCategoricalCrossentropy'"] as const
/** Those of a model of three numbers. */
export const regressor = ['.dense(3)', "loss: 'mse'"] as const
