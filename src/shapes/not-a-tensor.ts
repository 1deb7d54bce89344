const notATensor = <const Call extends string, const Name extends string>(call: Call, name: Name) =>
  `${call}: ${name} must be a tensor; make one with tensor(…)` as const

/** The sentence for data that are no tensor. */
export type NotATensor<Call extends string, Name extends string> = ReturnType<typeof notATensor<Call, Name>>

/** The error of the same sentence. */
export const noTensorError = (call: string, name: string): TypeError => new TypeError(notATensor(call, name))
