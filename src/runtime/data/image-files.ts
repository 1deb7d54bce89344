import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describeValue } from '../../shapes/describe-value.js'
import { createRandom, shuffle } from '../random.js'
import { whyUnread } from '../read-whole.js'

/** An image of a folder. The path is relative to it. */
export interface ImageFile {
  readonly path: string
  /** The place of its class; 0 where there are none. */
  readonly label: number
}

export interface FilesOptions {
  /** 'inferred' (default): each folder is a class; null: there are no classes, and all images count. */
  readonly labels?: 'inferred' | null | undefined
  /** The folders in the order of their class indices; default all in the order of the alphabet. */
  readonly classNames?: readonly string[] | undefined
  /** The share of the images that validates; with subset. */
  readonly validationSplit?: number | undefined
  /** Which part of the split this dataset is. */
  readonly subset?: 'training' | 'validation' | undefined
  /** What the split follows from; default 0. Two subsets need the same. */
  readonly seed?: number | undefined
}

/** Names that begin with a dot are the system's, as `._1.jpg` and `.ipynb_checkpoints` are. */
const isImage = (name: string): boolean => /^[^.].*\.(png|jpe?g)$/i.test(name)

/** What is in a folder; links count as what they lead to, and those that lead nowhere are left out. */
const entriesOf = async (folder: string) => {
  const entries = await readdir(folder, { withFileTypes: true })
  const kindOf = async (entry: Dirent): Promise<'file' | 'folder' | undefined> => {
    const found = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => undefined) : entry
    return found?.isFile() ? 'file' : found?.isDirectory() ? 'folder' : undefined
  }
  return Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.'))
      .map(async (entry) => ({ name: entry.name, kind: await kindOf(entry), isLink: entry.isSymbolicLink() })),
  )
}

/** All images in a folder and those within, in the order of their paths. Links to folders could lead round: they are not followed. */
const imagesIn = async (folder: string): Promise<string[]> => {
  const found = await Promise.all(
    (await entriesOf(folder)).map(async ({ name, kind, isLink }) => {
      if (kind === 'file') return isImage(name) ? [name] : []
      return kind === 'folder' && !isLink ? (await imagesIn(join(folder, name))).map((path) => join(name, path)) : []
    }),
  )
  return found.flat().sort(byCode)
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The images of a folder, and its classes. Throws for an empty one, for classes without images, and for options that do not fit. */
export const listImages = async (
  folder: string,
  { labels = 'inferred', classNames, validationSplit, subset, seed = 0 }: FilesOptions,
): Promise<{ readonly files: readonly ImageFile[]; readonly classes: readonly string[] }> => {
  const found = await entriesOf(folder).catch((error) => {
    throw new Error(`imageFolder: ${folder} cannot be read: ${whyUnread(error)}`, { cause: error })
  })
  const folders = found.flatMap(({ name, kind }) => (kind === 'folder' ? [name] : [])).sort(byCode)
  const classes = labels === null ? [] : (classNames ?? folders)
  const missing = classes.find((name) => !folders.includes(name))
  if (missing !== undefined)
    throw new RangeError(`imageFolder: ${folder} has no folder ${missing}, which classNames names`)
  const twice = classes.find((name, i) => classes.indexOf(name) < i)
  if (twice !== undefined) throw new RangeError(`imageFolder: classNames has ${twice} twice; give each once`)
  const files: ImageFile[] = []
  if (labels === null) for (const path of await imagesIn(folder)) files.push({ path, label: 0 })
  for (const [label, name] of classes.entries()) {
    const own = await imagesIn(join(folder, name))
    if (own.length === 0)
      throw new RangeError(`imageFolder: the class folder ${join(folder, name)} has no PNG or JPEG files`)
    for (const path of own) files.push({ path: join(name, path), label })
  }
  if (files.length === 0) {
    throw new RangeError(
      `imageFolder: ${folder} has no ${labels === null ? 'PNG or JPEG files' : 'folders of images, one a class; labels: null takes images without classes'}`,
    )
  }
  return { files: part(files, validationSplit, subset, seed), classes }
}

const part = (
  files: readonly ImageFile[],
  split: number | undefined,
  subset: unknown,
  seed: number,
): readonly ImageFile[] => {
  if (split === undefined && subset === undefined) return files
  if (subset !== 'training' && subset !== 'validation') {
    throw new TypeError(
      `imageFolder: with validationSplit, subset must be 'training' or 'validation', got ${describeValue(subset)}`,
    )
  }
  const held = Math.floor((split ?? 0) * files.length)
  if (!((split ?? 0) > 0 && (split ?? 0) < 1) || held < 1) {
    throw new RangeError(
      `imageFolder: validationSplit must be in (0, 1) and leave images on both sides of ${files.length}, got ${describeValue(split)}`,
    )
  }
  // in a random order, since files lie class by class
  const order = Uint32Array.from(files, (_, i) => i)
  shuffle(order, createRandom(seed, 'image-folder/split'))
  const kept = files.length - held
  return Array.from(
    subset === 'training' ? order.subarray(0, kept) : order.subarray(kept),
    (i) => files[i] as ImageFile,
  )
}
