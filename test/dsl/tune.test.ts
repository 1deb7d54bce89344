import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { input, sequential, tensor } from '../../src/index.js'
import { decodeGraph } from '../support/decode-graph.js'

const network = () =>
  sequential(input([8, 8, 2]))
    .conv2d(4, 3, { padding: 'same', activation: 'relu' })
    .maxPooling2d(2)
    .flatten()
    .dense(3)
const objective = { optimizer: 'adam', loss: 'mse' } as const
const [x, y] = [
  tensor(
    Float32Array.from({ length: 4 * 128 }, (_, i) => Math.sin(i)),
    [4, 8, 8, 2],
  ),
  tensor(
    Float32Array.from({ length: 12 }, (_, i) => Math.cos(i)),
    [4, 3],
  ),
]
const lossAfter = async (tune: NonNullable<Parameters<ReturnType<typeof network>['compile']>[0]['tune']>) => {
  await using trainer = await network().compile({ ...objective, tune })
  await trainer.fit(x, y, { epochs: 3, verbose: 0 })
  return (await trainer.evaluate(x, y)).loss
}
const folder = () => mkdtemp(join(tmpdir(), 'tune-'))

test('what is measured is kept, taken, and not measured again; results differ by rounding at most', async () => {
  const file = join(await folder(), 'deep', 'lowerings.json')
  const plain = await lossAfter(false)
  expect(await lossAfter({ batchSize: 4, file })).toBeCloseTo(plain, 5)
  const kept = JSON.parse(await readFile(file, 'utf8')) as Record<string, Record<string, string>>
  const [[machine, ways]] = Object.entries(kept) as [[string, Record<string, string>]]
  // another version of the runtime may have other ones
  expect(machine).toMatch(/, ONNX Runtime \d+\.\d+\.\d+, batch 4$/)
  const kinds = Object.keys(ways).map((key) => key.slice(0, key.indexOf(' float32')))
  expect(kinds.sort()).toEqual([
    'convolution input gradient',
    'convolution kernel gradient',
    'max pooling gradient',
    'relu gradient',
    'updates of weights',
  ])
  const { mtimeMs } = await stat(file)
  await lossAfter({ batchSize: 4, file })
  expect((await stat(file)).mtimeMs).toBe(mtimeMs)
  // of another batch size other ways may be the fastest
  await lossAfter({ batchSize: 2, file })
  expect(Object.keys(JSON.parse(await readFile(file, 'utf8')))).toHaveLength(2)
})

test('a way that the file names is taken, one that does not exist is not', async () => {
  const file = join(await folder(), 'lowerings.json')
  await lossAfter({ batchSize: 4, file })
  const kept = JSON.parse(await readFile(file, 'utf8')) as Record<string, Record<string, string>>
  const pooled = async (way: string) => {
    const changed = Object.fromEntries(
      Object.entries(kept).map(([machine, ways]) => [
        machine,
        Object.fromEntries(Object.entries(ways).map(([key, old]) => [key, key.startsWith('max') ? way : old])),
      ]),
    )
    await writeFile(file, JSON.stringify(changed))
    await using trainer = await network().compile({ ...objective, tune: { batchSize: 4, file } })
    const types = decodeGraph(trainer.exportTraining()).nodes.map(({ type }) => type)
    return types.filter((type) => type === 'MaxUnpool' || type === 'ScatterElements')
  }
  expect(await pooled('scatter')).toEqual(['ScatterElements'])
  expect(await pooled('unpool')).toEqual(['MaxUnpool'])
  expect(await pooled('magic')).toEqual(['MaxUnpool'])
})

test('a file of something else is refused and stays', async () => {
  const file = join(await folder(), 'notes.txt')
  for (const text of ['notes', '[1]', '{"a": 1}', '{"a": {"b": 1}}']) {
    await writeFile(file, text)
    await expect(lossAfter({ file })).rejects.toThrow(
      `compile: ${file} is not a table of measured lowerings; name another file in tune, or delete it`,
    )
    expect(await readFile(file, 'utf8')).toBe(text)
  }
})

test('a path that cannot be one is said so', async () => {
  await expect(lossAfter({ file: tmpdir() })).rejects.toThrow(`compile: tune: cannot read ${tmpdir()}: EISDIR`)
  await expect(lossAfter({ file: '' })).rejects.toThrow(
    "compile: tune: file must be a path such as 'lowerings.json', got ",
  )
})

test('another program takes none of it', async () => {
  const file = join(await folder(), 'lowerings.json')
  await lossAfter({ batchSize: 4, file })
  const kept = await readFile(file, 'utf8')
  await writeFile(file, kept.replaceAll('"unpool"', '"scatter"'))
  await using scattering = await network().compile({ ...objective, tune: { batchSize: 4, file } })
  await using plain = await network().compile(objective)
  const types = (bytes: Uint8Array) => decodeGraph({ model: bytes }).nodes.map(({ type }) => type)
  expect(types(scattering.exportTraining().model)).toContain('ScatterElements')
  expect(types(plain.exportTraining().model)).toContain('MaxUnpool')
})

test.each([
  [{ tune: 1 }, 'compile: tune must be true, false or { batchSize, file }, got 1'],
  [{ tune: null }, 'compile: tune must be true, false or { batchSize, file }, got null'],
  [{ tune: { batchSize: 0 } }, 'compile: tune: batchSize must be a positive integer, got 0'],
  [{ tune: { batch: 3 } }, 'batch'],
])('%j is refused', async (options, message) => {
  await expect(network().compile({ ...objective, ...(options as object) })).rejects.toThrow(message)
})
