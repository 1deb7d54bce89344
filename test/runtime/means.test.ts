import { expect, it } from 'vitest'
import { Means } from '../../src/runtime/means.js'
import { nativeTensor } from '../../src/runtime/native-tensor.js'

const outputs = (figures: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      nativeTensor({ dtype: 'float32', shape: [], data: Float32Array.of(value) }),
    ]),
  )

it('weighs figures by rows, or by the weights that the graph gives', () => {
  const means = new Means([
    { name: 'loss', weight: null },
    { name: 'mae', weight: 'mae:weight' },
  ])
  means.add(outputs({ loss: 1, mae: 2, 'mae:weight': 0.5 }), 4)
  means.add(outputs({ loss: 4, mae: 6, 'mae:weight': 1.5 }), 2)
  expect(means.get('val_')).toEqual({ val_loss: 2, val_mae: 5 })
})

it('adds up sums in float64, and makes figures of the totals', () => {
  const nothing = 2 ** -30
  const streaming = {
    figures: ['ratio_0', 'ratio_1'],
    result: (totals: Float64Array) => [...totals].map((sum) => sum / 2),
  }
  const means = new Means([
    { name: 'loss', weight: null },
    { sums: 'ratio:sums', streaming },
  ])
  const batch = (...sums: number[]) => ({
    ...outputs({ loss: 1 }),
    'ratio:sums': nativeTensor({ dtype: 'float32', shape: [2], data: Float32Array.from(sums) }),
  })
  means.add(batch(2, 1), 1)
  means.add(batch(nothing, 3), 7)
  expect(means.get('val_')).toEqual({ val_loss: 1, val_ratio_0: 1 + nothing / 2, val_ratio_1: 2 })
})

it('takes a figure whose weights add up to 0 for a sum, and the mean over no weight for 0', () => {
  const means = new Means([{ name: 'mae', weight: 'mae:weight' }])
  means.add(outputs({ mae: 3, 'mae:weight': 0 }), 4)
  expect(means.get()).toEqual({ mae: 0 })
  means.add(outputs({ mae: 1, 'mae:weight': 2 }), 4)
  expect(means.get()).toEqual({ mae: 2.5 })
})
