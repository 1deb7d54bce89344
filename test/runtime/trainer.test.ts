import { describe, expect, expectTypeOf, it } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { DeviceError } from '../../src/runtime/runtime-errors.js'
import { Session } from '../../src/runtime/session.js'
import { type Tensor, tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { regressionData } from './linear-data.js'
import { linearProgram } from './linear-program.js'

const { x, y } = regressionData(20)
const quiet = { verbose: 0 } as const
const make = () => Trainer.create(linearProgram(), { threads: 1 })

describe('a trainer', () => {
  it('makes each session when it is first needed, and once', async () => {
    const program = linearProgram()
    const made: string[] = []
    for (const kind of ['step', 'evaluation', 'prediction'] as const) {
      const compile = program[kind]
      Object.assign(program, { [kind]: () => made.push(kind) && compile() })
    }
    await using trainer = await Trainer.create(program, { threads: 1 })
    expect(made).toEqual([])
    await trainer.predict(x)
    await trainer.predict(x)
    expect(made).toEqual(['prediction'])
    await trainer.fit(x, y, { ...quiet, epochs: 2, validationSplit: 0.5 })
    await trainer.fit(x, y, quiet)
    expect(made).toEqual(['prediction', 'step', 'evaluation'])
  })

  it('rejects a second fit while one runs, and goes on with the first', async () => {
    await using trainer = await make()
    const first = trainer.fit(x, y, { ...quiet, epochs: 2 })
    await expect(trainer.fit(x, y, quiet)).rejects.toThrow(
      'fit: a fit is still running on this trainer; await it first',
    )
    expect((await first).epoch).toEqual([0, 1])
    await trainer.fit(x, y, quiet)
  })

  it('evaluates and predicts between the steps of a fit, on weights that stand still', async () => {
    const [busy, calm] = [await make(), await make()]
    const fit = busy.fit(x, y, { ...quiet, epochs: 20, batchSize: 2 })
    const during = await Promise.all([busy.evaluate(x, y), busy.predict(x), busy.evaluate(x, y, { batchSize: 1 })])
    const history = await fit
    expect(during[0].loss).toBeGreaterThan(0)
    // they changed nothing
    expect(history).toEqual(await calm.fit(x, y, { ...quiet, epochs: 20, batchSize: 2 }))
    expect(busy.weights()).toEqual(calm.weights())
    await busy.release()
    await calm.release()
  })

  it('sets weights after what runs, and before what is called next', async () => {
    await using trainer = await make()
    const before = await trainer.evaluate(x, y, { batchSize: 1 })
    const weights = trainer.weights()
    const bias = weights.get('linear/bias') as TensorData
    bias.data.fill(9 as never)
    const done: string[] = []
    const note = (what: string) => () => void done.push(what)
    const running = trainer.evaluate(x, y, { batchSize: 1 })
    const setting = trainer.setWeights(weights)
    // no longer what is set
    bias.data.fill(-9 as never)
    const next = trainer.predict(x)
    await Promise.all([running.then(note('evaluate')), setting.then(note('setWeights')), next.then(note('predict'))])
    expect(done).toEqual(['evaluate', 'setWeights', 'predict'])
    expect(await running).toEqual(before)
    expect(trainer.weights().get('linear/bias')?.data).toEqual(Float32Array.of(9))
    expect(await trainer.predict(x)).toEqual(await next)
  })

  it('is released once, after what runs, and not used afterwards', async () => {
    const trainer = await make()
    const fit = trainer.fit(x, y, quiet)
    await expect(trainer.release()).rejects.toThrow('release: a fit is still running')
    await fit
    const last = trainer.evaluate(x, y)
    await trainer.release()
    await trainer.release()
    expect((await last).loss).toBeGreaterThan(0)
    const released = 'this trainer has been released; compile the model again'
    await expect(trainer.fit(x, y)).rejects.toThrow(`fit: ${released}`)
    await expect(trainer.evaluate(x, y)).rejects.toThrow(`evaluate: ${released}`)
    await expect(trainer.predict(x)).rejects.toThrow(`predict: ${released}`)
    await expect(trainer.saveWeights('x')).rejects.toThrow(`saveWeights: ${released}`)
    await expect(trainer.loadWeights('x')).rejects.toThrow(`loadWeights: ${released}`)
    await expect(trainer.saveState('x')).rejects.toThrow(`saveState: ${released}`)
    await expect(trainer.loadState('x')).rejects.toThrow(`loadState: ${released}`)
    await expect(trainer.saveInference('x')).rejects.toThrow(`exportInference: ${released}`)
    await expect(trainer.saveTraining('x')).rejects.toThrow(`exportTraining: ${released}`)
    expect(() => trainer.weights()).toThrow(`weights: ${released}`)
    await expect(trainer.setWeights(new Map())).rejects.toThrow(`setWeights: ${released}`)
  })

  it('tries again where a session could not be made', async () => {
    const program = linearProgram()
    const compile = program.evaluation
    let calls = 0
    const evaluation = () => {
      calls += 1
      return calls === 1 ? { ...compile(), model: new Uint8Array([1, 2, 3]) } : compile()
    }
    await using trainer = await Trainer.create({ ...program, evaluation }, { threads: 1 })
    await expect(trainer.evaluate(x, y)).rejects.toThrow('ONNX Runtime: ')
    await trainer.evaluate(x, y)
  })

  it('exports graphs that hold its weights', async () => {
    await using trainer = await make()
    await trainer.fit(x, y, quiet)
    const session = await Session.create(trainer.exportInference())
    expect(session.inputs.map(({ name }) => name)).toEqual(['input'])
    await session.release()
    expect(trainer.exportTraining().outputs.map(({ name }) => name)).toContain('linear/kernel:next')
  })

  it('says at once that its device is not there', async ({ skip }) => {
    const made = Trainer.create(linearProgram(), { device: 'cuda' })
    const error = await made.then(
      (trainer) => trainer.release(),
      (reason: unknown) => reason,
    )
    if (error === undefined) skip('this machine has CUDA')
    expect(error).toBeInstanceOf(DeviceError)
    expect(String(error)).toMatch(/^DeviceError: device 'cuda' is not there: .*, or use device: 'cpu'\. ONNX Runtime: /)
  })
})

describe('the types of a trainer', () => {
  const check = (trainer: Trainer<['batch', 3], ['batch', 4], 'classIndices'>) => ({
    fits: () => trainer.fit(tensor(new Float32Array(6), [2, 3]), tensor(new Int32Array(2), [2])),
    predicts: () => trainer.predict(tensor(new Float32Array(6), [2, 3])),
    predictsWide: (rows: number) => trainer.predict(tensor(new Float32Array(6), [rows, 3])),
    predictsUnknown: (data: Tensor) => trainer.predict(data),
    validates: (data: Tensor<[number, 3]>, labels: Tensor<[number]>) =>
      trainer.fit(data, labels, { validationData: [data, labels] }),
    // @ts-expect-error: samples of shape [5]
    wrongSamples: () => trainer.predict(tensor(new Float32Array(5), [1, 5])),
    // @ts-expect-error: 2 rows beside 3
    wrongRows: () => trainer.evaluate(tensor(new Float32Array(6), [2, 3]), tensor(new Int32Array(3), [3])),
    // @ts-expect-error: one-hot targets for class indices
    wrongTargets: () => trainer.fit(tensor(new Float32Array(6), [2, 3]), tensor(new Float32Array(8), [2, 4])),
    wrongValidation: (data: Tensor<[number, 3]>, labels: Tensor<[number]>) =>
      trainer.fit(data, labels, {
        // @ts-expect-error: samples of shape [7]
        validationData: [tensor(new Float32Array(7), [1, 7]), labels],
      }),
  })

  it('follow the shapes', () => {
    type Checked = ReturnType<typeof check>
    expectTypeOf<Awaited<ReturnType<Checked['predicts']>>>().toEqualTypeOf<Tensor<[2, 4], 'float32'>>()
    expectTypeOf<Awaited<ReturnType<Checked['predictsWide']>>>().toEqualTypeOf<Tensor<[number, 4], 'float32'>>()
  })
})
