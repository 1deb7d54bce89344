import { type BroadcastShape, broadcastShapes } from './broadcast.js'
import { ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'

const unequal = <const Main extends string, const Shortcut extends string>(main: Main, shortcut: Shortcut) =>
  `residual: the block gives ${main}, its shortcut ${shortcut}; give a shortcut that ends in the block's shape` as const

/** The sum of a block and its shortcut, or the sentence of the first that does not fit. */
export type ResidualShape<Main, Shortcut> = [Main] extends [string]
  ? Main
  : [Shortcut] extends [string]
    ? Shortcut
    : BroadcastShape<'residual', Main, Shortcut> extends infer S
      ? S extends string
        ? ReturnType<typeof unequal<FormatShape<Main>, FormatShape<Shortcut>>>
        : S
      : never

/** Throws ShapeError where the two have no sum. */
export const checkResidual = (main: ShapeValue, shortcut: ShapeValue): void => {
  try {
    broadcastShapes('residual', main, shortcut)
  } catch {
    throw new ShapeError(unequal(formatShape(main), formatShape(shortcut)))
  }
}
