import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import onnxProto from 'onnx-proto'
import { InferenceSession } from 'onnxruntime-node'
import { expect, it, vi } from 'vitest'
import { add, dense, input, layerNormalization, model } from '../../src/index.js'
import { Session } from '../../src/runtime/session.js'
import { slowPasses } from '../../src/runtime/unwanted-passes.js'

it('a sum and its layer normalization stay apart', async () => {
  const x = input([4, 8])
  const trainer = await model({ inputs: x, outputs: layerNormalization()(add(x, dense(8)(x))) }).compile({
    loss: 'mse',
  })
  const { model: graph } = trainer.exportInference()
  await trainer.release()
  const folder = mkdtempSync(join(tmpdir(), 'tenon-passes-'))
  try {
    const types = async (passes: readonly string[]) => {
      const optimizedModelFilePath = join(folder, `${passes.length}.onnx`)
      const extra = { optimization: { disable_specified_optimizers: passes.join(';') } }
      const session = await InferenceSession.create(graph, { optimizedModelFilePath, logSeverityLevel: 4, extra })
      await session.release()
      const { graph: optimized } = onnxProto.onnx.ModelProto.decode(readFileSync(optimizedModelFilePath))
      return optimized?.node?.map(({ opType }) => opType) ?? []
    }
    expect(await types([])).toContain('SkipLayerNormalization')
    const apart = await types(slowPasses)
    expect(apart).not.toContain('SkipLayerNormalization')
    expect(apart).toContain('LayerNormalization')
    const create = vi.spyOn(InferenceSession, 'create')
    await (await Session.load(graph)).release()
    const { extra } = create.mock.calls[0]?.[1] ?? {}
    expect(extra).toMatchObject({ optimization: { disable_specified_optimizers: slowPasses.join(';') } })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
