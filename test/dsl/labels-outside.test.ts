import { describe, expect, test } from 'vitest'
import { input } from '../../src/dsl/input.js'
import { losses } from '../../src/dsl/losses/index.js'
import { metrics } from '../../src/dsl/metrics/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { tensor } from '../../src/runtime/tensor.js'

const logits = [
  [-3, -2, -1],
  [-1, -3, -2],
  [-2, -1, -3],
]

/** The figures of a model whose output is its input, the second label being one that is none of the classes. */
const figuresWith = async (outside: number) => {
  const own = {
    counted: [
      metrics.truePositives({ thresholds: 0 }),
      metrics.falsePositives({ thresholds: 0 }),
      metrics.trueNegatives({ thresholds: 0 }),
      metrics.falseNegatives({ thresholds: 0 }),
      metrics.precision({ topK: 1 }),
      metrics.recall({ topK: 1 }),
      metrics.precision({ topK: 1, classId: 2, name: 'ofLast' }),
      metrics.f1Score({ name: 'f1' }),
      metrics.auc({ thresholds: [0.2], fromLogits: true }),
    ],
    ranked: [
      metrics.sparseCategoricalAccuracy(),
      metrics.sparseTopKCategoricalAccuracy({ k: 1, name: 'top1' }),
      metrics.sparseTopKCategoricalAccuracy({ k: 5, name: 'top5' }),
      metrics.meanIoU({ numClasses: 3, sparseYPred: false }),
    ],
  }
  const model = sequential(input([3])).activation('linear')
  const loss = losses.sparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: outside })
  await using trainer = await model.compile({ loss, metrics: [...own.counted, ...own.ranked] })
  return trainer.evaluate(tensor(logits), tensor([2, outside, 0]))
}

// -1 and -3 would be the last and the first class, counted from the end
describe.each([-1, -3, 255])('a label of %i, which is none of the classes', (outside) => {
  test('has an output that is right nowhere', async () => {
    const figures = await figuresWith(outside)
    // by hand: rows 0 and 1 take the classes 2 and 0, row 2 takes 1 in place of 0
    expect(figures).toMatchObject({
      truePositives: 0,
      falsePositives: 0,
      trueNegatives: 7,
      falseNegatives: 2,
      sparseCategoricalAccuracy: expect.closeTo(1 / 3, 6),
      top1: expect.closeTo(1 / 3, 6),
      top5: expect.closeTo(2 / 3, 6),
      precision: expect.closeTo(1 / 3, 6),
      recall: 0.5,
      ofLast: 1,
      auc: expect.closeTo(4.25 / 7, 5),
    })
    // of class 0: a miss, and row 1, which is of no class; of class 1: a false alarm
    expect([figures['f1_0'], figures['f1_1']]).toEqual([0, 0])
    expect(figures['f1_2']).toBeCloseTo(1, 5)
    expect(figures['meanIoU']).toBeCloseTo(1 / 3, 5)
  })
})
