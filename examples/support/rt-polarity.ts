import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Tensor, tensor } from 'tenon'

/** Sentences of film reviews, and whether each is for (1) or against (0) the film [rows, 1]. */
export interface Reviews {
  readonly texts: string[]
  readonly y: Tensor<[number, 1], 'float32'>
}

/** `rt-polarity.neg` and `rt-polarity.pos` of a folder, a sentence a line; every fifth is for testing. */
export const loadReviews = (folder: string): { readonly training: Reviews; readonly test: Reviews } => {
  const fileOf = (end: string): string => {
    const path = join(folder, `rt-polarity.${end}`)
    if (existsSync(path)) return path
    throw new Error(
      `${folder} has no rt-polarity.${end}; --data must name a folder of rt-polarity.neg and rt-polarity.pos`,
    )
  }
  const rows = ['neg', 'pos'].flatMap((end, label) =>
    readFileSync(fileOf(end), 'latin1')
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ text, label })),
  )
  const part = (isTest: boolean): Reviews => {
    const own = rows.filter((_, row) => (row % 5 === 0) === isTest)
    const labels = Float32Array.from(own, ({ label }) => label)
    return { texts: own.map(({ text }) => text), y: tensor(labels, [own.length, 1]) }
  }
  return { training: part(false), test: part(true) }
}
