import { describe, expect, it } from 'vitest'
import type { Program } from '../../src/runtime/program.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { regressionData } from './linear-data.js'
import { linearProgram } from './linear-program.js'

/** A linear program whose weights begin as these values. */
const beginning = (values: Readonly<Record<string, unknown>>): Program => {
  const program = linearProgram()
  const state = program.state.map((spec) =>
    Object.hasOwn(values, spec.name) ? { ...spec, initial: () => values[spec.name] as never } : spec,
  )
  return { ...program, state }
}

describe('first weights', () => {
  it('are copies: tensors of one array are trained apart, and the array stays as it was', async () => {
    const { x, y } = regressionData(20)
    const shared = Float32Array.of(0.5)
    const trained = []
    for (const array of [() => shared, () => Float32Array.of(0.5)]) {
      const program = beginning({ 'linear/bias': array(), 'sgd/momentum/linear/bias': array() })
      await using trainer = await Trainer.create(program, { threads: 1 })
      await trainer.fit(x, y, { verbose: 0, batchSize: 5, epochs: 2 })
      trained.push(trainer.weights())
      await trainer.setWeights(trainer.weights())
    }
    expect(trained[0]).toEqual(trained[1])
    expect(shared).toEqual(Float32Array.of(0.5))
  })

  it.each([
    [new Float32Array(4), 'got Float32Array of 4'],
    [new Float64Array(3), 'got Float64Array of 3'],
    [[0, 0, 0], 'got Array of 3'],
    [undefined, 'got undefined'],
    [null, 'got null'],
    [5, 'got Number'],
  ])('are of the right kind and length: %j', async (values, got) => {
    const made = Trainer.create(beginning({ 'linear/kernel': values }))
    await expect(made).rejects.toThrow(TypeError)
    await expect(made).rejects.toThrow(
      `the initializer of linear/kernel must give a Float32Array of 3 elements, for shape [3, 1]; ${got}`,
    )
  })

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])('are not %d', async (value) => {
    await expect(Trainer.create(beginning({ 'linear/kernel': Float32Array.of(0, value, 0) }))).rejects.toThrow(
      `the initializer of linear/kernel gave ${value} (element 1 of 3); expected finite numbers`,
    )
  })

  it('are drawn once, by whatever needs them first: those of ours not before', async () => {
    const { x, y } = regressionData(20)
    const found = []
    for (const looksBefore of [true, false]) {
      const drawn: string[] = []
      const program = linearProgram()
      const drawing = function* () {
        const values = Float32Array.of(0.25, 0, 0)
        yield
        drawn.push('linear/kernel')
        values.set([-0.5, 1], 1)
        return values
      }
      const state = program.state.map((spec) => (spec.name === 'linear/kernel' ? { ...spec, drawing } : spec))
      await using trainer = await Trainer.create({ ...program, state }, { threads: 1 })
      expect(drawn).toEqual([])
      if (looksBefore) expect(trainer.weights().get('linear/kernel')?.data).toEqual(Float32Array.of(0.25, -0.5, 1))
      await trainer.fit(x, y, { verbose: 0, batchSize: 5, shuffle: false })
      expect(drawn).toEqual(['linear/kernel'])
      found.push(trainer.weights())
    }
    expect(found[0]).toEqual(found[1])
  })
})
