/** What a rule gives in place of a shape where one of several arguments is wrong. */
export interface Fault<Argument extends string, Sentence> {
  readonly argument: Argument
  readonly sentence: Sentence
}

/** A parameter's type: its own, also after an error elsewhere, or the sentence where the fault of the result is with this argument. */
export type GuardFault<Result, Argument extends string, T> = 0 extends 1 & Result
  ? T
  : [Result] extends [Fault<Argument, infer Sentence extends string>]
    ? Sentence
    : T
