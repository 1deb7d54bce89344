export const severalTensors = <const Layer extends string, const Count extends string>(layer: Layer, count: Count) =>
  `${layer}: expected one tensor, got ${count}; a layer that gives its states, or both directions, must be the last` as const

/** The sentence for a layer after one that gives several tensors. */
export type SeveralTensors<Layer extends string, Count extends number> = ReturnType<
  typeof severalTensors<Layer, `${Count}`>
>
