/** What a rule gives in place of a shape where one of several arguments is wrong. */
export interface Fault<Argument extends string, Sentence> {
  readonly argument: Argument
  readonly sentence: Sentence
}

/** A parameter's type: its own, or the sentence where the fault of the result is with this argument. */
export type GuardFault<Result, Argument extends string, T> = [Result] extends [
  Fault<Argument, infer Sentence extends string>,
]
  ? Sentence
  : T
