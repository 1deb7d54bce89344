import { expect, test } from 'vitest'
import { mergedModel } from '../../scripts/merged-model.js'
import { emitModel } from '../../src/codegen/onnx/emit.js'
import { nativeTensor } from '../../src/runtime/native-tensor.js'
import { Session } from '../../src/runtime/session.js'
import { numbers, runGraph } from '../support/evaluate.js'
import { graphCases } from '../support/graph-cases.js'

test('graphs in one session give what each gives alone, bodies and open batches of several lengths included', async () => {
  const chosen = ['layer lstm', 'layer conv2d', 'attention multiHeadAttention', 'layer lstm'].map((family, i) => {
    const own = graphCases.filter(({ name }) => name.replace(/ #\d+/, '').startsWith(`${family} `))
    return (own.at(i) as (typeof own)[number]).make()
  })
  const merged = mergedModel(chosen.map(({ graph }) => emitModel(graph, { name: 'case' })))
  const feeds = chosen.flatMap(({ feeds: own }, i) =>
    Object.entries(own).map(([name, value]) => [`${i}/${name}`, nativeTensor(value)] as const),
  )
  const session = await Session.create(merged, { threads: 1 })
  const got = await session.run(Object.fromEntries(feeds))
  await session.release()
  const expected = await Promise.all(chosen.map(({ graph, feeds: own }) => runGraph(graph, own)))
  const named = expected.flatMap((one, i) => [...one].map(([name, value]) => [`${i}/${name}`, numbers(value)] as const))
  expect(Object.fromEntries(Object.entries(got).map(([name, value]) => [name, numbers(value)]))).toEqual(
    Object.fromEntries(named),
  )
})
