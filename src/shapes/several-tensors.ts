export const severalTensors = <const Layer extends string, const Count extends string>(layer: Layer, count: Count) =>
  `${layer}: expected one tensor, got ${count}; a layer that gives its states, or both directions, must be the last` as const

/** The sentence for a layer after one that gives several tensors. */
export type SeveralTensors<Layer extends string, Count extends number> = ReturnType<
  typeof severalTensors<Layer, `${Count}`>
>

export const noTensor = <const Layer extends string, const Got extends string>(layer: Layer, got: Got) =>
  `${layer}: expected one tensor of a model, such as input([28, 28, 1]), got ${got}; call other layers first, and join a list by add or concatenate` as const

/** The sentence for a layer that is called on what is no tensor of a model; the type of a call knows neither the one nor the other. */
export type NoTensor = ReturnType<typeof noTensor<'layer', 'another value'>>

export const severalInBlock = () =>
  'block: expected one tensor between its layers; a layer that gives its states, or both directions, must be the last' as const

/** The same within a block, where the type does not know what the layers are called. */
export type SeveralInBlock = ReturnType<typeof severalInBlock>

export const severalAtOnce = <const Count extends string>(count: Count) =>
  `timeDistributed: expected a layer that gives one tensor, got one that gives ${count}; leave out returnState and mergeMode: null` as const

/** The sentence for a layer within timeDistributed that gives several tensors. */
export type SeveralAtOnce<Count extends number> = ReturnType<typeof severalAtOnce<`${Count}`>>

/** Several tensors in a type: a tuple of shapes. */
export type SeveralShapes = readonly [readonly unknown[], ...(readonly unknown[])[]]
