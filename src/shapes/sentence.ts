/*
 * Sentences of several rules. Each is one template, used by the run-time half as a function and by the type as
 * `ReturnType<typeof sentence<…>>`.
 */

/** A layer that needs another rank. */
export const expectedInput = <const Layer extends string, const Axes extends string, const Got extends string>(
  layer: Layer,
  axes: Axes,
  got: Got,
) => `${layer}: expected input ${axes}, got ${got}` as const

/** The same, with what to do about it. */
export const expectedInputHint = <
  const Layer extends string,
  const Axes extends string,
  const Got extends string,
  const Hint extends string,
>(
  layer: Layer,
  axes: Axes,
  got: Got,
  hint: Hint,
) => `${layer}: expected input ${axes}, got ${got}; ${hint}` as const

/** An argument that must be a whole number of 1 or more. */
export const notPositiveInteger = <const Layer extends string, const Argument extends string, const Got extends string>(
  layer: Layer,
  argument: Argument,
  got: Got,
) => `${layer}: ${argument} must be a positive integer, got ${got}` as const

export type ExpectedInput<Layer extends string, Axes extends string, Got extends string> = ReturnType<
  typeof expectedInput<Layer, Axes, Got>
>
export type ExpectedInputHint<
  Layer extends string,
  Axes extends string,
  Got extends string,
  Hint extends string,
> = ReturnType<typeof expectedInputHint<Layer, Axes, Got, Hint>>
export type NotPositiveInteger<Layer extends string, Argument extends string, Got extends string> = ReturnType<
  typeof notPositiveInteger<Layer, Argument, Got>
>
