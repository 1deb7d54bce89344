import { adam, cosineDecay, metrics } from '../../src/index.js'

/** What training keeps state of, all at once: a schedule, averaged weights, gathered gradients, metrics from sums. */
export const fullSettings = {
  optimizer: adam({
    learningRate: cosineDecay({ initialLearningRate: 0.01, decaySteps: 20 }),
    useEma: true,
    gradientAccumulationSteps: 2,
  }),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy', metrics.f1Score({ average: 'macro' })],
} as const
