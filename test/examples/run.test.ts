import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src/runtime/random.js'
import { example, root } from './example.js'

describe('npm start', () => {
  test('trains, writes the graphs and the client, and shows what it predicts', () => {
    const client = readFileSync(join(root, 'generated/digits/client.ts'), 'utf8')
    const { status, stdout, stderr } = example('digits')
    expect(status, stderr).toBe(0)
    expect(stdout).toContain('Total params: 53,386')
    const epochs = [...stderr.matchAll(/^Epoch (\d+)\/20 - 45 steps - .* - val_loss: .* - val_accuracy: [\d.]+$/gm)]
    expect(epochs.map((match) => Number(match[1]))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    const accuracy = Number(/Test accuracy: ([\d.]+) \(360 images, seed 0\)/.exec(stdout)?.[1])
    expect(accuracy).toBeGreaterThan(0.978)
    for (const name of ['training.onnx', 'inference.onnx', 'client.ts']) {
      expect(stdout.slice(stdout.indexOf('Wrote to generated/digits: '))).toContain(name)
      expect(existsSync(join(root, 'generated/digits', name))).toBe(true)
    }
    expect(readFileSync(join(root, 'generated/digits/client.ts'), 'utf8')).toBe(client)
    const captions = stdout.trimEnd().split('\n').at(-1) as string
    expect(captions.match(/\d \d+%(, is \d)?/g)).toHaveLength(8)
  })

  test('says what is wrong with an option', () => {
    const { status, stderr } = example('digits', '--epochs', '0')
    expect(status).toBe(1)
    expect(stderr).toContain("'--epochs <n>' argument '0' is invalid. Expected a whole number of 1 or more.")
  })
})

describe('mnist', () => {
  let folder: string
  const idx = (type: number, dims: readonly number[], data: Uint8Array): Uint8Array => {
    const header = new DataView(new ArrayBuffer(4 + 4 * dims.length))
    header.setUint32(0, (type << 8) | dims.length)
    dims.forEach((dim, i) => {
      header.setUint32(4 + 4 * i, dim)
    })
    return Buffer.concat([new Uint8Array(header.buffer), data])
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenon-mnist-'))
    const random = createRandom(0, 'mnist')
    const pixels = Uint8Array.from({ length: 40 * 784 }, () => random() * 256)
    writeFileSync(join(folder, 't10k-images-idx3-ubyte'), idx(8, [40, 28, 28], pixels))
    writeFileSync(
      join(folder, 't10k-labels-idx1-ubyte'),
      idx(
        8,
        [40],
        Uint8Array.from({ length: 40 }, (_, i) => i % 10),
      ),
    )
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), idx(8, [2, 28, 27], new Uint8Array(2 * 28 * 27)))
    writeFileSync(join(folder, 'train-labels-idx1-ubyte'), idx(8, [2], new Uint8Array(2)))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('trains on IDX files', () => {
    const { status, stdout, stderr } = example('mnist', '--data', folder, '--epochs', '1')
    expect(status, stderr).toBe(0)
    expect(stdout).toContain('Total params: 422,026')
    expect(stdout).toMatch(/Test accuracy: [\d.]+ \(8 images, seed 0\)/)
  })

  test.each([
    [['--data', '/nowhere'], '/nowhere has neither t10k-images-idx3-ubyte nor t10k-images-idx3-ubyte.gz'],
    [['--set', 'train'], 'expected images of 28x28 pixels, got 28x27'],
    [['--set', 't10k', '--seed', '-1'], "'--seed <n>' argument '-1' is invalid. Expected a whole number of 0 or more."],
  ])('%j is an error in one line', (words, sentence) => {
    const { status, stderr } = example('mnist', ...(words[0] === '--data' ? [] : ['--data', folder]), ...words)
    expect(status).toBe(1)
    expect(stderr).toContain(sentence)
    expect(stderr).not.toMatch(/^ {4}at /m)
  })
})
