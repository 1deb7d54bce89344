import pc from 'picocolors'
import type { Tensor } from 'tenon'

/** Shades of the terminal's 24-step grey ramp, dark to light. */
const [darkest, steps] = [232, 24]

const shade = (grey: number): number => {
  const inside = Math.min(1, Math.max(0, grey))
  return darkest + Math.round(inside * (steps - 1))
}

/** Characters that stand for a grey where there are no colours. */
const ramp = ' .:-=+*#%@'

export interface DrawOptions {
  /** Grey half blocks, two pixels a character; else one character from ' ' to '@' a pixel, twice. Default true. */
  readonly color?: boolean
}

/** Lines that show an image of grey values in [0, 1], `width` pixels a row; with colours, a line holds two rows. */
export const drawDigit = (pixels: ArrayLike<number>, width: number, { color = true }: DrawOptions = {}): string[] => {
  const height = pixels.length / width
  if (!Number.isInteger(height)) throw new RangeError(`drawDigit: ${pixels.length} pixels are not rows of ${width}`)
  const at = (row: number, column: number): number => (row < height ? (pixels[row * width + column] ?? 0) : 0)
  const columns = Array.from({ length: width }, (_, column) => column)
  if (!color) {
    const letter = (grey: number) => ramp[Math.round(Math.min(1, Math.max(0, grey)) * (ramp.length - 1))] ?? ' '
    return Array.from({ length: height }, (_, row) =>
      columns.map((column) => letter(at(row, column)).repeat(2)).join(''),
    )
  }
  return Array.from({ length: Math.ceil(height / 2) }, (_, line) => {
    const halves = columns.map((column) => {
      const [upper, lower] = [shade(at(2 * line, column)), shade(at(2 * line + 1, column))]
      return `\u001b[38;5;${upper};48;5;${lower}m▀`
    })
    return `${halves.join('')}\u001b[0m`
  })
}

/** Pictures side by side, each above its caption; `width` is how many columns a picture takes on the screen. */
export const sideBySide = (
  pictures: readonly { readonly lines: readonly string[]; readonly caption: string }[],
  width: number,
): string[] => {
  const column = Math.max(width, ...pictures.map(({ caption }) => caption.length)) + 2
  const height = Math.max(0, ...pictures.map(({ lines }) => lines.length))
  const rows = Array.from({ length: height }, (_, row) =>
    pictures.map(({ lines }) => (lines[row] ?? ' '.repeat(width)) + ' '.repeat(column - width)).join(''),
  )
  return [
    ...rows,
    pictures
      .map(({ caption }) => caption.padEnd(column))
      .join('')
      .trimEnd(),
  ]
}

/** The pixels of each picture. */
export const picturesOf = ({ data, rows }: Tensor<[number, 8, 8, 1], 'float32'>): Float32Array[] =>
  Array.from({ length: rows }, (_, row) => data.subarray(64 * row, 64 * row + 64))

/** Digits of 8 × 8 pixels side by side, each above its caption; in colours where the terminal has them. */
export const drawDigits = (images: readonly ArrayLike<number>[], captions: readonly string[]): string[] => {
  const color = pc.isColorSupported
  const pictures = captions.map((caption, row) => ({
    lines: drawDigit(images[row] ?? [], 8, { color }),
    caption,
  }))
  return sideBySide(pictures, color ? 8 : 16)
}
