import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { imageFolder, input, sequential } from '../../../src/index.js'
import { readAll } from './read-all.js'
import { temporaryFolder } from './temporary-folder.js'

const { folder } = temporaryFolder()

/** An image of one colour. */
const solid = (height: number, width: number, [r, g, b]: readonly [number, number, number]) =>
  sharp({ create: { height, width, channels: 3, background: { r, g, b } } })

const put = (path: string, content: Uint8Array | string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

beforeAll(async () => {
  for (let i = 0; i < 6; i++)
    put(
      `pets/cat/${i}.png`,
      await solid(4, 6, [10 * i, 0, 0])
        .png()
        .toBuffer(),
    )
  for (let i = 0; i < 4; i++) {
    put(`pets/dog/deep/${i}.JPEG`, await solid(4, 6, [0, 200, 0]).jpeg({ quality: 100 }).toBuffer())
  }
  put('pets/dog/notes.txt', 'no image')
  put('pets/readme.md', 'no class')
  const pixels = Uint8Array.from({ length: 24 }, (_, i) => 10 * i)
  put(
    'grey/a/0.png',
    await sharp(pixels, { raw: { height: 4, width: 6, channels: 1 } })
      .png()
      .toBuffer(),
  )
  put('mixed/a/0.png', await solid(4, 6, [1, 2, 3]).png().toBuffer())
  put('mixed/b/1.png', await solid(5, 6, [1, 2, 3]).png().toBuffer())
  put('empty/a/notes.txt', '')
  mkdirSync(join(folder, 'none'))
  put('broken/a/0.png', readFileSync(join(folder, 'pets/cat/0.png')))
  put('broken/a/1.png', readFileSync(join(folder, 'pets/cat/1.png')).subarray(0, 60))
  put('text/a/0.jpg', 'no image at all')
  put('void/a/0.png', '')
  const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 256)
  const whole = await sharp(noise, { raw: { height: 64, width: 64, channels: 3 } })
    .jpeg()
    .toBuffer()
  put('cut/a/0.jpg', whole.subarray(0, whole.length >> 1))
})

const pets = () => join(folder, 'pets')
const size = [4, 6] as const

describe('imageFolder', () => {
  it('reads PNG and JPEG files, classes by the names of folders', async () => {
    const dataset = imageFolder(pets(), { size, shuffle: false })
    const { x, y, shape } = await readAll(dataset)
    expect(shape).toEqual([4, 6, 3])
    expect(y).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
    expect(x.slice(72, 78)).toEqual([10, 0, 0, 10, 0, 0])
    // JPEG rounds colours
    for (const [i, wanted] of [0, 200, 0].entries())
      expect(Math.abs((x[6 * 72 + i] as number) - wanted)).toBeLessThan(3)
    expect(dataset.source.rows()).toBe(10)
    const turned = await readAll(imageFolder(pets(), { size, shuffle: false, classNames: ['dog', 'cat'] }))
    expect(turned.y).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    const bare = await readAll(imageFolder(pets(), { size, labels: null, shuffle: false }))
    expect([bare.x.length, bare.y]).toEqual([10 * 72, []])
  })

  it('gives the pixels as they are, in the channels asked for', async () => {
    const grey = join(folder, 'grey')
    const pixels = Array.from({ length: 24 }, (_, i) => 10 * i)
    expect((await readAll(imageFolder(grey, { size, channels: 1 }))).x).toEqual(pixels)
    expect((await readAll(imageFolder(grey, { size }))).x).toEqual(pixels.flatMap((p) => [p, p, p]))
    expect((await readAll(imageFolder(grey, { size, channels: 4 }))).x).toEqual(pixels.flatMap((p) => [p, p, p, 255]))
  })

  it('turns colours into grey as JPEG and Keras do', async () => {
    put('colour/a/0.png', await solid(4, 6, [200, 100, 50]).png().toBuffer())
    const sixteen = Uint16Array.from({ length: 72 }, (_, i) => [51_200, 25_600, 12_800][i % 3] as number)
    const raw = { height: 4, width: 6, channels: 3 } as const
    put('colour/b/1.png', await sharp(sixteen, { raw }).toColourspace('rgb16').png().toBuffer())
    const read = (channels: 1 | 3) => readAll(imageFolder(join(folder, 'colour'), { size, channels, shuffle: false }))
    // 0.299 · 200 + 0.587 · 100 + 0.114 · 50, of eight bits and of sixteen
    expect(new Set((await read(1)).x)).toEqual(new Set([124]))
    expect((await read(3)).x.slice(69, 75)).toEqual([200, 100, 50, 200, 100, 50])
  })

  it('follows links, and passes over what is hidden', async () => {
    const bytes = readFileSync(join(folder, 'pets/cat/1.png'))
    for (const path of ['linked/a/0.png', 'far/1.png', 'linked/.cache/2.png']) put(path, bytes)
    put('linked/a/._0.png', 'of the file system')
    put('linked/a/.hidden/3.png', bytes)
    symlinkSync(join(folder, 'far'), join(folder, 'linked/b'))
    symlinkSync(join(folder, 'far/1.png'), join(folder, 'linked/a/1.png'))
    symlinkSync(join(folder, 'nowhere.png'), join(folder, 'linked/a/2.png'))
    // round and round
    symlinkSync(join(folder, 'linked'), join(folder, 'linked/a/up'))
    const { x, y } = await readAll(imageFolder(join(folder, 'linked'), { size, shuffle: false }))
    expect([y, x.length]).toEqual([[0, 0, 1], 3 * 72])
  })

  it('draws another order each epoch, that follows from the seed', async () => {
    const dataset = imageFolder(pets(), { size, resize: 'stretch' })
    const orderOf = async (epoch: number, seed = 0) => {
      const places: number[] = []
      for await (const block of dataset.source.read('test', { epoch, seed, signal: undefined }))
        places.push(...block.places)
      return places
    }
    expect(await orderOf(1)).toEqual(await orderOf(1))
    expect(await orderOf(1)).not.toEqual(await orderOf(2))
    expect(await orderOf(1)).not.toEqual(await orderOf(1, 5))
    expect([...(await orderOf(3))].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('splits off images for validation, all of them in one part', async () => {
    const part = async (subset: 'training' | 'validation', seed = 1) => {
      const dataset = imageFolder(pets(), { size, labels: null, validationSplit: 0.3, subset, seed, shuffle: false })
      const names: string[] = []
      for await (const { places, placeOf } of dataset.source.read('test', { epoch: 0, seed: 0, signal: undefined })) {
        names.push(...Array.from(places, placeOf))
      }
      return names
    }
    const [training, validation] = [await part('training'), await part('validation')]
    expect([training.length, validation.length]).toEqual([7, 3])
    expect(new Set([...training, ...validation]).size).toBe(10)
    expect(await part('validation', 2)).not.toEqual(validation)
  })

  it.each(['stretch', 'crop', 'pad'] as const)('resizes where that is asked for: %s', async (resize) => {
    const { x, shape } = await readAll(imageFolder(join(folder, 'mixed'), { size: [8, 6], resize, shuffle: false }))
    expect(shape).toEqual([8, 6, 3])
    // black above an image of 4 rows in 8, and nowhere else
    expect(x.slice(0, 3)).toEqual(resize === 'pad' ? [0, 0, 0] : [1, 2, 3])
    expect(x.slice(3 * 6 * 3, 3 * 6 * 3 + 3)).toEqual([1, 2, 3])
  })
})

describe('a folder that does not fit', () => {
  const train = async (name: string, options: object = {}) => {
    const trainer = await sequential(input([4, 6, 3]))
      .flatten()
      .dense(1)
      .compile({ loss: 'sparseCategoricalCrossentropy' })
    const fail = () => {
      throw new Error('training began')
    }
    const dataset = imageFolder(join(folder, name), { size, ...options })
    try {
      await trainer.fit(dataset, { verbose: 0, callbacks: [{ onTrainBegin: fail }] })
    } finally {
      await trainer.release()
    }
  }

  it.each<[string, string, string, object?]>([
    [
      'an image of another size',
      'mixed',
      'imageFolder: b/1.png is 5x6 pixels (height x width), expected 4x6; resize:',
      { classNames: ['b'] },
    ],
    [
      'another size than the model',
      'mixed',
      "fit: x has samples of shape [5, 6, 3], but the model's input is [4, 6, 3]",
      { size: [5, 6] },
    ],
    ['more classes than the model', 'pets', 'fit: y holds label 1 in dog/deep/0.JPEG; expected integers from 0 to 0'],
    ['a file cut short', 'broken', 'imageFolder: a/1.png is no whole image: '],
    ['a JPEG file cut short', 'cut', 'imageFolder: a/0.jpg is no whole image: ', { resize: 'stretch' }],
    ['a text', 'text', 'imageFolder: a/0.jpg is no whole image: '],
    ['a class without images', 'empty', 'empty/a has no PNG or JPEG files'],
    [
      'an empty folder',
      'none',
      'none has no folders of images, one a class; labels: null takes images without classes',
    ],
    ['a class that is not there', 'pets', 'has no folder cow, which classNames names', { classNames: ['cow'] }],
    ['a class twice', 'pets', 'classNames has cat twice; give each once', { classNames: ['cat', 'cat'] }],
    ['no folder', 'nowhere', 'nowhere cannot be read: there is no such file'],
    ['an empty file', 'void', 'imageFolder: a/0.png is no whole image: it is empty'],
    [
      'no subset',
      'pets',
      "with validationSplit, subset must be 'training' or 'validation', got undefined",
      { validationSplit: 0.5 },
    ],
    [
      'no split',
      'pets',
      'validationSplit must be in (0, 1) and leave images on both sides of 10, got undefined',
      { subset: 'training' },
    ],
  ])('is an error before training: %s', async (_, name, sentence, options) => {
    await expect(train(name, options)).rejects.toThrow(sentence)
  })

  it('or options that do not, are errors at once', () => {
    expect(() => imageFolder('x', { size: [4] as never })).toThrow('imageFolder: size must be [height, width], got [4]')
    expect(() => imageFolder('x', { size, channels: 2 as never })).toThrow(
      'imageFolder: channels must be 1, 3 or 4, got 2',
    )
    expect(() => imageFolder('x', { size, resize: true as never })).toThrow(
      "resize must be 'stretch', 'crop' or 'pad', got true",
    )
  })
})
