import { readFile } from 'node:fs/promises'
import type { Sharp } from 'sharp'
import { whyUnread } from '../read-whole.js'
import { loaded } from './optional-library.js'

export type Resize = 'stretch' | 'crop' | 'pad'
export type Channels = 1 | 3 | 4

/** How images are read. */
export interface ImageForm {
  readonly size: readonly [height: number, width: number]
  readonly channels: Channels
  readonly resize: Resize | undefined
}

const fits = { stretch: 'fill', crop: 'cover', pad: 'contain' } as const

const sharpOf = async (path: string, name: string): Promise<Sharp> => {
  const { default: sharp } = await loaded('imageFolder', 'sharp', () => import('sharp'))
  // the bytes, not the path: the library remembers what files held
  const bytes = await readFile(path).catch((error) => {
    throw new Error(`imageFolder: ${path} cannot be read: ${whyUnread(error)}`, { cause: error })
  })
  if (bytes.length === 0) throw unreadable(name, new Error('it is empty'))
  return sharp(bytes, { failOn: 'warning', animated: false })
}

const unreadable = (name: string, error: unknown): Error =>
  new Error(`imageFolder: ${name} is no whole image: ${(error as Error).message.split('\n')[0]}`, { cause: error })

const checkSize = (
  name: string,
  { size: [height, width], resize }: ImageForm,
  got: { height: number; width: number },
): void => {
  if (resize !== undefined || (got.height === height && got.width === width)) return
  throw new RangeError(
    `imageFolder: ${name} is ${got.height}x${got.width} pixels (height x width), expected ${height}x${width}; resize: 'stretch', 'crop' or 'pad' would resize it`,
  )
}

/** Luma by ITU-R BT.601, as JPEG and Keras have it; the library's own grey is luminance of linear light. */
const greyOf = (colours: Uint8Array): Uint8Array => {
  const grey = new Uint8Array(colours.length / 3)
  for (let i = 0; i < grey.length; i++) {
    const [red, green, blue] = [colours[3 * i] as number, colours[3 * i + 1] as number, colours[3 * i + 2] as number]
    grey[i] = Math.round((299 * red + 587 * green + 114 * blue) / 1000)
  }
  return grey
}

/** Reads an image's header alone. Throws where it is damaged, or of another size and not to be resized. */
export const checkImage = async (path: string, name: string, form: ImageForm): Promise<void> => {
  const image = await sharpOf(path, name)
  const size = await image.metadata().catch((error) => {
    throw unreadable(name, error)
  })
  checkSize(name, form, size)
}

/** The pixels [height, width, channels] of a PNG or JPEG file, 0 to 255. Grey, colour and alpha are converted into each other. */
export const decodeImage = async (path: string, name: string, form: ImageForm): Promise<Uint8Array> => {
  const { size, channels, resize } = form
  const [height, width] = size
  let image = await sharpOf(path, name)
  try {
    if (resize === undefined) checkSize(name, form, await image.metadata())
    else image = image.resize({ width, height, fit: fits[resize], kernel: 'linear', background: '#000' })
    image = channels === 4 ? image.ensureAlpha() : image.removeAlpha()
    const { data, info } = await image
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    const decoded = Math.max(channels, 3)
    if (info.channels !== decoded || data.length !== height * width * decoded) {
      throw new Error(`it has ${info.channels} channels, expected ${decoded}`)
    }
    return channels === 1 ? greyOf(data) : data
  } catch (error) {
    throw error instanceof RangeError ? error : unreadable(name, error)
  }
}
