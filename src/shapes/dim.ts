/** One axis in a type: a literal (known), a string (symbolic), or wide `number` (known at run time only). */
export type Dim = number | string
export type Shape = Dim[]

/** One axis at run time; null is unknown. */
export type DimValue = number | string | null
export type ShapeValue = readonly DimValue[]

/** A shape, dtype or argument that does not fit; the message is the sentence that the compiler prints for literals. */
export class ShapeError extends Error {
  override readonly name: string = 'ShapeError'
}

/** The type of a method that the current shape does not allow: calling it prints the sentence. */
export interface Unfit<Sentence extends string> {
  readonly sentence: Sentence
}

/** A parameter's type: its own, or the sentence where the layer's result is one. Never distributes. */
export type Guard<Result, T> = [Result] extends [infer Sentence extends string] ? Sentence : T

/** Whether the number type T is exactly one literal: false for wide `number`, for unions and for never. */
export type IsLiteral<T> = number extends T ? false : IsSingle<T>

/** Whether T is one member, not a union. */
export type IsSingle<T, U = T> = [T] extends [never] ? false : T extends U ? ([U] extends [T] ? true : false) : never
