import { afterEach, describe, expect, test, vi } from 'vitest'
import { compile } from '../../src/dsl/compile.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { dense } from '../../src/dsl/layers/index.js'
import { Session } from '../../src/runtime/session.js'
import { Tensor } from '../../src/runtime/tensor.js'

const x = input([2])
const h = dense(3)(x)
const whole = model({ inputs: x, outputs: dense(1)(h) })
const part = model({ inputs: x, outputs: h })
const rows = new Tensor(Float32Array.of(1, 2, 3, 4), [2, 2], 'float32')

afterEach(() => void vi.restoreAllMocks())

test('a released predictor says so, and is released again with no harm', async () => {
  await using trainer = await compile(whole, { loss: 'mse' })
  const predictor = trainer.submodel(part)
  const running = predictor.predict(rows)
  await predictor.release()
  await predictor.release()
  expect((await running).shape).toEqual([2, 3])
  const sentence = 'this predictor has been released; make another with trainer.submodel'
  await expect(predictor.predict(rows)).rejects.toThrow(`predict: ${sentence}`)
  expect(() => predictor.exportInference()).toThrow(`exportInference: ${sentence}`)
  expect((await trainer.submodel(part).predict(rows)).shape).toEqual([2, 3])
})

test('a trainer keeps no predictor that has been released', async () => {
  const trainer = await compile(whole, { loss: 'mse' })
  const release = vi.spyOn(Session.prototype, 'release')
  for (let i = 0; i < 3; i++) {
    await using predictor = trainer.submodel(part)
    await predictor.predict(rows)
  }
  expect(release).toHaveBeenCalledTimes(3)
  const kept = trainer.submodel(part)
  const again = vi.spyOn(kept, 'release')
  await trainer.release()
  expect(again).toHaveBeenCalledTimes(1)
  await expect(kept.predict(rows)).rejects.toThrow('released')
})

describe('a session that cannot be made', () => {
  test('is tried again', async () => {
    await using trainer = await compile(whole, { loss: 'mse' })
    const predictor = trainer.submodel(part)
    vi.spyOn(Session, 'create').mockRejectedValueOnce(new Error('no memory'))
    await expect(predictor.predict(rows)).rejects.toThrow('no memory')
    expect((await predictor.predict(rows)).shape).toEqual([2, 3])
  })

  test('does not keep a trainer from releasing the rest', async () => {
    const trainer = await compile(whole, { loss: 'mse' })
    await trainer.predict(rows)
    const predictor = trainer.submodel(part)
    vi.spyOn(predictor, 'release').mockRejectedValueOnce(new Error('busy'))
    const released = vi.spyOn(Session.prototype, 'release')
    await expect(trainer.release()).rejects.toThrow('busy')
    expect(released).toHaveBeenCalledTimes(1)
  })
})

test.each([
  [undefined, 'undefined'],
  [{}, '{}'],
  [h, 'a SymbolicTensor'],
  [dense(2), 'a layer, which gives one when it is called'],
])('submodel of %s', async (wrong, got) => {
  await using trainer = await compile(whole, { loss: 'mse' })
  expect(() => trainer.submodel(wrong as never)).toThrow(new TypeError(`submodel: expected a model, got ${got}`))
})
