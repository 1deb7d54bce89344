import { ShapeError } from './dim.js'

const nothingLeft = <
  const Layer extends string,
  const Argument extends string,
  const Got extends string,
  const Input extends string,
  const Remedy extends string,
>(
  layer: Layer,
  argument: Argument,
  got: Got,
  input: Input,
  remedy: Remedy,
) => `${layer}: ${argument} ${got} leaves nothing of ${input}; ${remedy}` as const

/** The sentence for a cropping that takes all there is. */
export type CroppedAway<Layer extends string, Got extends string, Input extends string> = ReturnType<
  typeof nothingLeft<Layer, 'cropping', Got, Input, 'crop less'>
>

export const croppedAway = (layer: string, got: string, input: string): ShapeError =>
  new ShapeError(nothingLeft(layer, 'cropping', got, input, 'crop less'))

/** The sentence for a transposed convolution without results. */
export type NoOutput<Layer extends string, Got extends string, Input extends string> = ReturnType<
  typeof nothingLeft<Layer, 'outputPadding', Got, Input, 'leave it out'>
>

export const noOutput = (layer: string, got: string, input: string): ShapeError =>
  new ShapeError(nothingLeft(layer, 'outputPadding', got, input, 'leave it out'))
