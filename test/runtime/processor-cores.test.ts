import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { input } from '../../src/codegen/ir/value.js'
import { emitModel } from '../../src/codegen/onnx/emit.js'
import * as ops from '../../src/codegen/ops/index.js'
import { processorCores } from '../../src/runtime/processor-cores.js'
import { Session } from '../../src/runtime/session.js'

const onLinux = test.skipIf(process.platform !== 'linux')

onLinux('there are some cores, and not more than processors', () => {
  const cores = processorCores()
  expect(cores).toBeGreaterThan(0)
  expect(cores).toBeLessThanOrEqual(availableParallelism())
})

onLinux('a session has a thread for each core, its caller being one, or as many as are asked for', async () => {
  const x = input('x', 'float32', [2])
  const graph = emitModel({ inputs: [x], outputs: new Map([['y', ops.add(x, 1)]]) }, { name: 'test' })
  const running = () => readdirSync('/proc/self/task').length
  const added = async (threads?: number) => {
    const before = running()
    const session = await Session.create(graph, { threads })
    const after = running()
    await session.release()
    return after - before
  }
  // with the first one Node begins threads of its own
  await added(1)
  expect(await added()).toBe((processorCores() as number) - 1)
  expect(await added(3)).toBe(2)
  expect(await added(1)).toBe(0)
})
