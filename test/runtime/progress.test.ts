import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fromGenerator } from '../../src/runtime/data/from-generator.js'
import { type ProgressOptions, progress } from '../../src/runtime/progress.js'
import { type FitOptions, Trainer } from '../../src/runtime/trainer.js'
import { regressionData } from './linear-data.js'
import { linearProgram } from './linear-program.js'

const { x, y } = regressionData(20)

const shown = async (options: ProgressOptions, fitOptions: FitOptions<never, never> = {}): Promise<string> => {
  const stream = new PassThrough()
  await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
  await trainer
    .fit(x, y, { batchSize: 5, callbacks: [progress({ stream, ...options })], ...fitOptions })
    .catch(() => undefined)
  return String(stream.read() ?? '')
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('progress', () => {
  it('writes a line an epoch where there is no terminal', async () => {
    const text = await shown({}, { epochs: 2, validationSplit: 0.5 })
    const figure = (name: string) => `${name}: \\S+`
    const figures = ['loss', 'mae', 'draw', 'val_loss', 'val_mae', 'val_draw'].map(figure).join(' - ')
    expect(text).toMatch(
      new RegExp(`^Epoch 1/2 - 2 steps - [\\d.]+s - ${figures}\nEpoch 2/2 - 2 steps - [\\d.]+s - ${figures}\n$`),
    )
  })

  it('writes lines within long epochs, with the time left', async () => {
    const lines = (await shown({ linesEvery: 0 })).trim().split('\n')
    expect(lines).toHaveLength(4)
    for (const [i, line] of lines.slice(0, 3).entries()) {
      expect(line).toMatch(
        new RegExp(`^Epoch 1/1 - step ${i + 1}/4 - [\\d.]+s left - loss: \\S+ - mae: \\S+ - draw: \\S+$`),
      )
    }
  })

  it.each([false, true])(
    'does not say how many steps are left in a dataset that does not tell: live %s',
    async (live) => {
      const stream = new PassThrough()
      await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
      const dataset = fromGenerator(() => [
        [x.slice(0, 10), y.slice(0, 10)],
        [x.slice(10, 20), y.slice(10, 20)],
      ])
      let now = 0
      vi.spyOn(performance, 'now').mockImplementation(() => {
        now += 60
        return now
      })
      await trainer.fit(dataset, { epochs: 2, callbacks: [progress({ stream, live, linesEvery: 0 })] })
      const text = String(stream.read())
      expect(text).toMatch(
        live ? /Epoch 1\/2 ░+ 2\/\? - \? left - loss: / : /Epoch 1\/2 - step 2\/\? - \? left - loss: /,
      )
      expect(text).toMatch(/Epoch 1\/2 - 2 steps - .*\n/)
      expect(text).toMatch(
        live ? /Epoch 2\/2 █+░+ 1\/2 - \S+s left - loss: / : /Epoch 2\/2 - step 1\/2 - \S+s left - loss: /,
      )
      expect(text).not.toContain('Infinity')
    },
  )

  it('tells longer times in minutes and hours', async () => {
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 1_000_000
      return now
    })
    const text = await shown({ linesEvery: 0 })
    expect(text).toMatch(/step 1\/4 - \d+m\d\ds left/)
    expect(text).toMatch(/4 steps - 1h\d\dm - /)
  })

  it('draws a bar on a terminal, and cleans up behind it', async () => {
    const before = process.listenerCount('SIGINT')
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 60
      return now
    })
    const text = await shown({ live: true })
    expect(text).toContain('Epoch 1/1 ░')
    expect(text).toMatch(/Epoch 1\/1 [█░]+ \d\/4 - [\d.]+s left - loss: \S+ - mae: \S+/)
    expect(text).toMatch(/Epoch 1\/1 - 4 steps - [\d.]+s - loss: \S+ - mae: \S+ - draw: \S+\n$/)
    expect(process.listenerCount('SIGINT')).toBe(before)
  })

  it('closes the bar when a run ends in an error', async () => {
    const before = process.listenerCount('SIGINT')
    const text = await shown({ live: true }, { signal: AbortSignal.abort() })
    expect(text).not.toContain('4 steps')
    expect(process.listenerCount('SIGINT')).toBe(before)
  })

  it('gives the terminal back before an interrupt does what it would', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
    await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
    const interrupt = { onTrainBatchEnd: (batch: number) => void (batch === 0 && process.emit('SIGINT')) }
    const others = process.listeners('SIGINT')
    process.removeAllListeners('SIGINT')
    try {
      const stream = new PassThrough()
      await trainer.fit(x, y, { batchSize: 5, callbacks: [progress({ stream, live: true }), interrupt] })
      expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGINT')
    } finally {
      for (const listener of others) process.on('SIGINT', listener)
    }
  })

  it('takes no other options than its own', () => {
    expect(() => progress({ lines: 3 } as never)).toThrow(
      'progress: unknown option lines; expected one of stream, live, linesEvery',
    )
  })

  it('is shown by default, a line an epoch with verbose 2, not with 0, and not twice', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
    const lines = async (options: FitOptions<never, never>) => {
      write.mockClear()
      await trainer.fit(x, y, options)
      return write.mock.calls.length
    }
    expect(await lines({ verbose: 0 })).toBe(0)
    expect(await lines({ verbose: 2 })).toBe(1)
    expect(await lines({ callbacks: [progress({ live: false })] })).toBe(1)
    expect(await lines({})).toBeGreaterThan(0)
  })
})
