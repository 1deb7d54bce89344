import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import protobuf from 'protobufjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { atOnce } from '../../../src/codegen/slices.js'
import { type TensorBoardOptions, tensorBoard } from '../../../src/runtime/callbacks/index.js'
import { crc32c } from '../../../src/runtime/events/crc32c.js'
import { histogram } from '../../../src/runtime/events/summaries.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'

/* Event files decoded by another way: protobufjs's reader of .proto text, and checksums bit by bit. TensorBoard's own reader is in
 * scripts/check-tensorboard.ts. */

const { root } = protobuf.parse(`syntax = "proto3";
message Event { double wall_time = 1; int64 step = 2; string file_version = 3; bytes graph_def = 4; Summary summary = 5; }
message Graph { repeated Node node = 1; Versions versions = 4; }
message Versions { int32 producer = 1; }
message Node { string name = 1; string op = 2; repeated string input = 3; map<string, Attribute> attr = 5; }
message Attribute { List list = 1; }
message List { repeated Shape shape = 7; }
message Summary { repeated Value value = 1; }
message Value { string tag = 1; float simple_value = 2; Tensor tensor = 8; Metadata metadata = 9; }
message Metadata { Plugin plugin_data = 1; int32 data_class = 4; }
message Plugin { string plugin_name = 1; }
message Tensor { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; }
message Shape { repeated Dim dim = 2; }
message Dim { int64 size = 1; }`)
const [Event, Graph] = [root.lookupType('Event'), root.lookupType('Graph')]

interface Decoded {
  readonly wallTime: number
  readonly step: number
  readonly fileVersion: string
  readonly graphDef: Uint8Array
  readonly summary: {
    readonly value: readonly {
      readonly tag: string
      readonly tensor: {
        readonly dtype: number
        readonly tensorShape: { readonly dim: readonly { readonly size: number }[] }
        readonly tensorContent: Uint8Array
      }
      readonly metadata: { readonly pluginData: { readonly pluginName: string }; readonly dataClass: number }
    }[]
  } | null
}

/** CRC-32C as polynomial division, a bit at a time. */
const remainder = (bytes: Uint8Array): number => {
  let crc = 0xffffffffn
  for (const byte of bytes) {
    crc ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n
  }
  const value = crc ^ 0xffffffffn
  return Number((((value >> 15n) | (value << 17n)) + 0xa282ead8n) & 0xffffffffn)
}

const records = (file: Buffer): Uint8Array[] => {
  const found: Uint8Array[] = []
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at))
    const data = file.subarray(at + 12, at + 12 + length)
    expect(file.readUInt32LE(at + 8)).toBe(remainder(file.subarray(at, at + 8)))
    expect(file.readUInt32LE(at + 12 + length)).toBe(remainder(data))
    found.push(data)
    at += 16 + length
  }
  return found
}

/** The events of the one file in a folder, its version left out. */
const eventsIn = async (folder: string): Promise<Decoded[]> => {
  const [name, ...others] = await readdir(folder)
  expect([name, others]).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d{10}\..+\.v2$/), []])
  const [version, ...events] = records(await readFile(join(folder, name as string))).map(
    (data) => Event.toObject(Event.decode(data), { longs: Number, arrays: true, defaults: true }) as Decoded,
  )
  expect(version).toMatchObject({ fileVersion: 'brain.Event:2', step: 0 })
  return events
}

/** [step, tag, value] of every scalar. */
const scalarsIn = async (folder: string): Promise<[number, string, number][]> =>
  (await eventsIn(folder)).flatMap(({ step, wallTime, summary }) => {
    expect(Math.abs(wallTime - Date.now() / 1000)).toBeLessThan(600)
    return (summary?.value ?? []).flatMap(({ tag, tensor, metadata }) => {
      if (metadata.pluginData.pluginName !== 'scalars') return []
      expect([tensor.dtype, tensor.tensorShape.dim, metadata.dataClass]).toEqual([1, [], 1])
      return [[step, tag, Buffer.from(tensor.tensorContent).readFloatLE(0)] as [number, string, number]]
    })
  })

const { x, y } = regressionData(20)
let folder: string
let trainer: Trainer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-events-'))
  trainer = await Trainer.create(linearProgram(), { threads: 1 })
})

afterEach(async () => {
  await trainer.release()
  await rm(folder, { recursive: true })
})

const trained = async (options: TensorBoardOptions = {}) =>
  (
    await trainer.fit(x, y, {
      epochs: 2,
      batchSize: 5,
      validationSplit: 0.25,
      verbose: 0,
      callbacks: [tensorBoard(folder, options)],
    })
  ).history

describe('tensorBoard', () => {
  it("writes the figures of epochs under Keras's tags", async () => {
    const history = await trained()
    const figure = (name: string, epoch: number) => Math.fround(history[name]?.[epoch] as number)
    const of = (epoch: number, names: readonly string[], prefix = '') =>
      names.map((name) => [epoch, `epoch_${name}`, figure(prefix + name, epoch)])
    const names = ['loss', 'mae', 'draw']
    const rate = (epoch: number) => [epoch, 'epoch_learning_rate', Math.fround(0.1)]
    expect(await scalarsIn(join(folder, 'train'))).toEqual([...of(0, names), rate(0), ...of(1, names), rate(1)])
    const judged = (epoch: number, iterations: number) =>
      names.map((name) => [iterations, `evaluation_${name}_vs_iterations`, figure(`val_${name}`, epoch)])
    expect(await scalarsIn(join(folder, 'validation'))).toEqual([
      ...judged(0, 3),
      ...of(0, names, 'val_'),
      ...judged(1, 6),
      ...of(1, names, 'val_'),
    ])
  })

  it('writes the figures of batches, and steps a second', async () => {
    await trained({ updateFreq: 2, writeStepsPerSecond: true })
    const found = await scalarsIn(join(folder, 'train'))
    expect(found.filter(([, tag]) => tag === 'batch_loss').map(([step]) => step)).toEqual([2, 4, 6])
    const speeds = found.filter(([, tag]) => tag.endsWith('_steps_per_second'))
    expect(speeds.map(([step, tag]) => [step, tag])).toEqual([
      [2, 'batch_steps_per_second'],
      [0, 'epoch_steps_per_second'],
      [4, 'batch_steps_per_second'],
      [6, 'batch_steps_per_second'],
      [1, 'epoch_steps_per_second'],
    ])
    expect(speeds.every(([, , speed]) => speed > 0)).toBe(true)
  })

  it('writes histograms of the weights', async () => {
    await trained({ histogramFreq: 1 })
    const values = (await eventsIn(join(folder, 'train'))).flatMap(({ step, summary }) =>
      (summary?.value ?? []).map((value) => ({ step, ...value })),
    )
    const own = values.filter(({ metadata }) => metadata.pluginData.pluginName === 'histograms')
    expect(own.map(({ step, tag }) => [step, tag])).toEqual([
      [0, 'linear/kernel/histogram'],
      [0, 'linear/bias/histogram'],
      [1, 'linear/kernel/histogram'],
      [1, 'linear/bias/histogram'],
    ])
    const [, , { tensor, metadata }] = own as [unknown, unknown, (typeof own)[number]]
    expect([tensor.dtype, tensor.tensorShape.dim, metadata.dataClass]).toEqual([2, [{ size: 30 }, { size: 3 }], 2])
    const wanted = atOnce(histogram('', trainer.weights().get('linear/kernel')?.data as Float32Array))
    expect(Buffer.from(tensor.tensorContent)).toEqual(Buffer.from(wanted.data.buffer))
  })

  it("writes the model's graph", async () => {
    await trained()
    const graphs = (await eventsIn(join(folder, 'train'))).filter(({ graphDef }) => graphDef.length > 0)
    expect(graphs.length).toBe(1)
    const { node, versions } = Graph.toObject(Graph.decode(graphs[0]?.graphDef as Uint8Array), { longs: Number })
    expect(versions.producer).toBeGreaterThan(0)
    const fed = (name: string, ...sizes: number[]) => {
      const shape = [{ dim: sizes.map((size) => ({ size })) }]
      return { name, op: 'Placeholder', attr: { _output_shapes: { list: { shape } } } }
    }
    expect(node).toEqual([
      fed('input', -1, 3),
      fed('linear/kernel', 3, 1),
      fed('linear/bias', 1),
      { name: 'linear/product', op: 'MatMul', input: ['input', 'linear/kernel'] },
      { name: 'linear/linear', op: 'Add', input: ['linear/product', 'linear/bias'] },
    ])
    await rm(join(folder, 'train'), { recursive: true })
    await trained({ writeGraph: false })
    expect((await eventsIn(join(folder, 'train'))).every(({ graphDef }) => graphDef.length === 0)).toBe(true)
  })

  it('writes what evaluate finds', async () => {
    const { loss } = await trainer.evaluate(x, y, { callbacks: [tensorBoard(folder)] })
    expect(await readdir(folder)).toEqual(['validation'])
    expect((await scalarsIn(join(folder, 'validation')))[0]).toEqual([
      0,
      'evaluation_loss_vs_iterations',
      Math.fround(loss),
    ])
  })

  it('rejects options out of range', () => {
    expect(() => tensorBoard('')).toThrow('cannot write the file: its path must be a string')
    expect(() => tensorBoard(folder, { updateFreq: 0 })).toThrow(
      "tensorBoard: updateFreq must be 'epoch', 'batch' or a positive integer, got 0",
    )
    expect(() => tensorBoard(folder, { writeImages: true } as never)).toThrow('tensorBoard: unknown option writeImages')
  })
})

describe('histogram', () => {
  it('counts every element once, the largest in the last range', () => {
    // more than are looked at before the event loop turns
    const values = Float32Array.from({ length: 300_001 }, (_, i) => i)
    const { data, shape } = atOnce(histogram('', values))
    expect(shape).toEqual([30, 3])
    const counts = Array.from({ length: 30 }, (_, i) => data[i * 3 + 2] as number)
    expect(counts.reduce((sum, count) => sum + count)).toBe(300_001)
    expect([data[0], data[88], counts[29]]).toEqual([0, 300_000, 10_001])
  })

  it.each([
    [[], 0],
    [[2, 2, 2], 30],
  ] as const)('of %j has %i ranges', (values, rows) => {
    const { data, shape } = atOnce(histogram('', Float32Array.from(values)))
    expect(shape).toEqual([rows, 3])
    if (rows > 0) expect([...data.slice(-3)]).toEqual([2, 2, 3])
  })
})

it('CRC-32C of the check string is that of the catalogue of CRCs', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
})
