import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { checkOptions } from '../../codegen/known-options.js'
import { describeValue } from '../../shapes/describe-value.js'
import { requirePath } from '../paths.js'
import { createRandom, shuffle } from '../random.js'
import type { Block } from './block.js'
import { Dataset } from './dataset.js'
import { type Channels, checkImage, decodeImage, type ImageForm, type Resize } from './decode-image.js'
import { type FilesOptions, type ImageFile, listImages } from './image-files.js'
import type { Source } from './source.js'

export interface ImageFolderOptions<
  H extends number = number,
  W extends number = number,
  C extends Channels = Channels,
  L extends 'inferred' | null = 'inferred' | null,
> extends FilesOptions {
  /** The height and width that images have, or are resized to. */
  readonly size: readonly [height: H, width: W]
  /** 1: grey, 3: red, green, blue (default), 4: with alpha. Images are converted. */
  readonly channels?: C | undefined
  readonly labels?: L | undefined
  /**
   * Resizes images, bilinearly: 'stretch' as Keras does by default, 'crop' keeps their shape and cuts what stands out, 'pad' keeps it and
   * fills with black. Without it, an image of another size is an error.
   */
  readonly resize?: Resize | undefined
  /** Reads the files in a new order each epoch; default true. The order follows from the trainer's seed. */
  readonly shuffle?: boolean | undefined
}

const known: Readonly<Record<keyof ImageFolderOptions, true>> = {
  size: true,
  channels: true,
  labels: true,
  resize: true,
  shuffle: true,
  classNames: true,
  validationSplit: true,
  subset: true,
  seed: true,
}

/** How many images are decoded at once. */
const blockRows = 32

/**
 * A dataset of the PNG and JPEG files in the folders of a folder, each a class, decoded anew in each epoch: x [rows, height, width,
 * channels] of bytes, and y [rows] of class indices, in the order of the folders' names; as Keras's `image_dataset_from_directory`, which resizes
 * unasked. fit reads the header of each file beforehand, and throws for the first image of another size, or that is damaged.
 */
export const imageFolder = <
  const H extends number,
  const W extends number,
  const C extends Channels = 3,
  const L extends 'inferred' | null = 'inferred',
>(
  folder: string,
  options: ImageFolderOptions<H, W, C, L>,
): Dataset<[number, H, W, C], [L] extends [null] ? undefined : [number]> => {
  requirePath('read', folder)
  checkOptions('imageFolder', options, known)
  const form = formOf(options)
  const { labels = 'inferred', shuffle: shuffles = true } = options
  let listed: ReturnType<typeof listImages> | undefined
  let rows: number | undefined
  const list = async () => {
    listed ??= listImages(folder, options)
    try {
      const found = await listed
      rows = found.files.length
      return found
    } catch (error) {
      // so that a later call looks again
      listed = undefined
      throw error
    }
  }
  const blockOf = (
    files: readonly ImageFile[],
    all: readonly ImageFile[],
    order: Uint32Array,
    pixels: readonly Uint8Array[],
  ): Block => {
    const [height, width] = form.size
    const size = height * width * form.channels
    const data = new Uint8Array(files.length * size)
    for (const [row, own] of pixels.entries()) data.set(own, row * size)
    const shape = [files.length, height, width, form.channels]
    const y = { data: Int32Array.from(files, ({ label }) => label), shape: [files.length], dtype: 'int32' } as const
    return {
      columns: [{ data, shape, dtype: 'uint8' }, ...(labels === null ? [] : [y])],
      layout: { x: 0, y: labels === null ? null : 1, sampleWeight: null },
      rows: files.length,
      places: Float64Array.from(order),
      placeOf: (place) => `${all[place]?.path}`,
    }
  }
  const source: Source = {
    rows: () => rows,
    ownBatches: false,
    inspect: async (_, show) => {
      const { files, classes } = await list()
      // an image of zeros of each class: what a model says of their shapes and labels
      const zeros = new Uint8Array(form.size[0] * form.size[1] * form.channels)
      for (const label of labels === null ? [0] : classes.keys()) {
        const at = files.findIndex((file) => file.label === label)
        if (at >= 0) show(blockOf([files[at] as ImageFile], files, Uint32Array.of(at), [zeros]))
      }
      await inParallel(files, ({ path }) => checkImage(join(folder, path), path, form))
    },
    read: async function* (_, { epoch, seed }) {
      const { files } = await list()
      const order = Uint32Array.from(files, (_, i) => i)
      if (shuffles) shuffle(order, createRandom(seed, `image-folder/${epoch}`))
      for (let start = 0; start < order.length; start += blockRows) {
        const own = order.subarray(start, start + blockRows)
        const chosen = Array.from(own, (i) => files[i] as ImageFile)
        const pixels = await inParallel(chosen, ({ path }) => decodeImage(join(folder, path), path, form))
        yield blockOf(chosen, files, own, pixels)
      }
    },
  }
  return new Dataset(source)
}

const formOf = ({ size, channels = 3, resize }: ImageFolderOptions): ImageForm => {
  const isSize = Array.isArray(size) && size.length === 2 && size.every((n) => Number.isInteger(n) && n > 0)
  if (!isSize) throw new RangeError(`imageFolder: size must be [height, width], got ${describeValue(size)}`)
  if (![1, 3, 4].includes(channels))
    throw new RangeError(`imageFolder: channels must be 1, 3 or 4, got ${describeValue(channels)}`)
  if (resize !== undefined && !['stretch', 'crop', 'pad'].includes(resize)) {
    throw new RangeError(`imageFolder: resize must be 'stretch', 'crop' or 'pad', got ${describeValue(resize)}`)
  }
  return { size, channels, resize }
}

/** The results in the order of the items, a few at work at a time; of several that fail, the first in that order is thrown. */
const inParallel = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = []
  const atOnce = Math.max(2, availableParallelism())
  for (let start = 0; start < items.length; start += atOnce) {
    const settled = await Promise.allSettled(items.slice(start, start + atOnce).map(work))
    for (const one of settled) {
      if (one.status === 'rejected') throw one.reason
      results.push(one.value)
    }
  }
  return results
}
