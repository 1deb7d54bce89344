import type { Run } from '../../src/runtime/callback.js'

/** A run of nothing, for callbacks that are called by hand; what a test looks at can be given. */
export const fakeRun = (own: Partial<Run> = {}): Run => ({
  epochs: 1,
  stepsPerEpoch: 1,
  initialEpoch: 0,
  resumed: false,
  iterations: 0,
  stopTraining: false,
  learningRate: 1,
  skipsValidation: () => false,
  log: () => {},
  graph: () => ({ model: new Uint8Array(), inputs: [], outputs: [], origin: new Map(), operators: new Set() }),
  weights: () => new Map(),
  setWeights: async () => {},
  saveWeights: async () => {},
  saveState: async () => {},
  ...own,
})
