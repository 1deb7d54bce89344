import type { SampleSentence, TargetKind, TargetSentence } from '../shapes/data.js'
import type { Dim, Guard, IsRankWide, IsSingle, Shape } from '../shapes/dim.js'
import type { Least } from '../shapes/least.js'
import type { Bindings, Counted, IsOne, KeysOf, PartName, PartsFault, RowsOf, UnknownPart } from '../shapes/parts.js'
import type { RowsSentence } from '../shapes/rows.js'
import type { ClassesOfSeveral, ClassWeightSentence, OneForSeveral, WeightSentence } from '../shapes/sample-weight.js'
import type { BoundSentence, Substituted, WithinSentence } from '../shapes/symbols.js'
import type { Positions } from '../shapes/target-axis.js'
import type { ClassWeight } from './class-weight.js'
import type { NestedShape, Tensor } from './tensor.js'

/** The inputs or the outputs of a model: one shape, several in a tuple, or several by name. */
export type Shapes = Shape | readonly Shape[] | { readonly [name: string]: Shape }

/** What the losses compare outputs with, arranged as these are; undefined for an output that has no loss. */
export type Kinds =
  | TargetKind
  | readonly (TargetKind | undefined)[]
  | { readonly [name: string]: TargetKind | undefined }

/** What may be given in place of a tensor: nested arrays, or a typed array of one element a row. */
type ArrayData = readonly (number | readonly unknown[])[] | ArrayBufferView

/** T, where X is a tensor of which something is known. */
type IfTensor<X, T> = [Tensor] extends [X] ? Tensor : T

/** Tensors for shapes S, of any shape: what a call's argument is made of. The empty list makes lists infer as tuples. */
export type Tensors<S> = unknown extends S
  ? Tensor | ArrayData | readonly (Tensor | ArrayData)[] | { readonly [name: string]: Tensor | ArrayData }
  : IsOne<S> extends true
    ? Tensor | ArrayData | readonly []
    : S extends readonly unknown[]
      ? Tensor | readonly (Tensor | ArrayData)[] | readonly []
      : { readonly [Key in keyof S]: Tensor | ArrayData }

/** The same, where some may be left out; and one, which is refused with a sentence. */
export type SomeTensors<S> = unknown extends S
  ? Tensors<S>
  : IsOne<S> extends true
    ? Tensor | ArrayData
    : S extends readonly unknown[]
      ? Tensor | readonly (Tensor | ArrayData | undefined)[] | readonly []
      : Tensor | { readonly [Key in keyof S]?: Tensor | ArrayData | undefined }

/** The shape of a tensor, or of each of several. */
export type ShapesOf<X> =
  X extends Tensor<infer S>
    ? S
    : X extends readonly []
      ? X
      : X extends ArrayBufferView
        ? [number]
        : X extends ArrayData
          ? NestedShape<X>
          : { [Key in keyof X]: ShapesOf<X[Key]> }

/** What losses are of: the outputs that have one, and of a chain that ends in several tensors the first. */
export type Judged<O, K> = unknown extends O
  ? O
  : K extends TargetKind
    ? O extends readonly [infer First extends readonly unknown[], ...unknown[]]
      ? First
      : O
    : WithLoss<O, K>

type WithLoss<T, K> = undefined extends K[keyof K]
  ? K extends readonly unknown[]
    ? Filtered<T, K>
    : { readonly [Key in keyof K as K[Key] extends undefined ? never : Key]: T[Key & keyof T] }
  : T

type Filtered<T, K> = T extends readonly [infer First, ...infer Rest]
  ? K extends readonly [infer Kind, ...infer Kinds]
    ? Kind extends undefined
      ? Filtered<Rest, Kinds>
      : [First, ...Filtered<Rest, Kinds>]
    : []
  : []

/** The kinds of those. */
type JudgedKinds<K> = K extends TargetKind ? K : WithLoss<K, K>

/** x, or in its place, or in that of one of its tensors, the sentence that says why it does not fit the model's inputs I. */
export type Samples<Call extends string, I, X> = unknown extends I
  ? X
  : IsOne<I> extends true
    ? IfTensor<X, Guard<SampleSentence<Call, I, ShapesOf<X>>, Guard<WithinSentence<Call, I, ShapesOf<X>, 'x'>, X>>>
    : SeveralSamples<Call, I, X>

// these mapped types stand where they are used: an error would print the name of one that had its own
type SeveralSamples<Call extends string, I, X> = Counted<
  Call,
  'x',
  I,
  X,
  'input',
  {
    [Key in keyof X]: Key extends keyof I
      ? IfTensor<
          X[Key],
          Guard<
            SampleSentence<Call, I[Key], ShapesOf<X[Key]>, PartName<'x', I, Key>>,
            AtFault<PartsFault<Call, 'x', I, ShapesOf<X>>, Key, X[Key]>
          >
        >
      : UnknownPart<Call, 'x', Key, 'input'>
  }
>

type AtFault<Fault, Key, T> = Fault extends readonly [Key, infer Sentence] ? Sentence : T

/** y, or in its place the sentence that says why it fits neither outputs O under their losses K, nor x. */
export type Targets<Call extends string, I, O, K, X, Y> = unknown extends O
  ? Guard<RowsSentence<Call, ShapesOf<X>, ShapesOf<Y>>, Y>
  : IsOne<Judged<O, K>> extends true
    ? Target<Call, I, Judged<O, K>, JudgedKinds<K>, ShapesOf<X>, Y, 'y'>
    : SeveralTargets<Call, I, Judged<O, K>, JudgedKinds<K>, X, Y>

type SeveralTargets<Call extends string, I, O, K, X, Y> = Counted<
  Call,
  'y',
  O,
  Y,
  'loss',
  {
    [Key in keyof Y]: Key extends keyof O
      ? Target<Call, I, O[Key], K[Key & keyof K], ShapesOf<X>, Y[Key], PartName<'y', O, Key>>
      : UnknownPart<Call, 'y', Key, 'loss'>
  }
>

/** A target, or its sentence. XS are the shapes of x. */
type Target<Call extends string, I, O, K, XS, Y, Name extends string> = IfTensor<
  Y,
  Guard<
    TargetSentence<Call, Extract<K, TargetKind>, O, ShapesOf<Y>, Name>,
    Guard<
      RowsSentence<Call, [RowsOf<I, XS>], ShapesOf<Y>, Name>,
      Guard<BoundSentence<Call, O, ShapesOf<Y>, Bindings<I, XS>, Name>, Y>
    >
  >
>

/** Sample weights, or the sentence that says why they fit neither the losses of outputs O, nor the rows of x. */
export type SampleWeights<Call extends string, I, O, K, X, W> = unknown extends O
  ? W
  : IsOne<Judged<O, K>> extends true
    ? Weights<Call, I, Positions<JudgedKinds<K>, Judged<O, K>>, ShapesOf<X>, W, 'sampleWeight'>
    : W extends Tensor
      ? OneForSeveral<Call, O extends readonly unknown[] ? '' : Least<KeysOf<Judged<O, K>>>>
      : SeveralWeights<Call, I, Judged<O, K>, JudgedKinds<K>, X, W>

type SeveralWeights<Call extends string, I, O, K, X, W> = Counted<
  Call,
  'sampleWeight',
  O,
  W,
  'loss',
  {
    [Key in keyof W]: Key extends keyof O
      ? Weights<Call, I, Positions<K[Key & keyof K], O[Key]>, ShapesOf<X>, W[Key], PartName<'sampleWeight', O, Key>>
      : UnknownPart<Call, 'sampleWeight', Key, 'loss'>
  }
>

type Weights<Call extends string, I, O, XS, W, Name extends string> = IfTensor<
  W,
  Guard<
    WeightSentence<Call, Substituted<O, Bindings<I, XS>>, ShapesOf<W>, Name>,
    Guard<RowsSentence<Call, [RowsOf<I, XS>], ShapesOf<W>, Name>, AnyDType<W>>
  >
>

/** W, or a tensor of its shape: of a union of tensors that differ in their dtypes, the compiler infers one member. */
type AnyDType<W> = W | (W extends Tensor<infer S> ? Tensor<S> : never)

/** Class weights, or the sentence that says why the rows of the output have no class. */
export type ClassWeights<Call extends string, O, K> = unknown extends O
  ? ClassWeight
  : IsOne<Judged<O, K>> extends true
    ? Guard<ClassWeightSentence<Call, Judged<O, K>>, ClassWeight>
    : IsSingle<KeysOf<Judged<O, K>>> extends true
      ? Guard<ClassWeightSentence<Call, Judged<O, K>[KeysOf<Judged<O, K>>]>, ClassWeight>
      : ClassesOfSeveral<Call>

/** What predict gives on samples X: a tensor for the output O, or for each of several. */
export type Predictions<O, I, X> = unknown extends O
  ? Tensor<Shape, 'float32'>
  : IsOne<O> extends true
    ? Tensor<Predicted<O, I, ShapesOf<X>>, 'float32'>
    : { -readonly [Key in keyof O]: Tensor<Predicted<O[Key], I, ShapesOf<X>>, 'float32'> }

/** On samples [5, 28, 28, 1], an output ['batch', 10] is [5, 10]. */
type Predicted<O, I, XS> =
  IsRankWide<O> extends true
    ? Shape
    : O extends readonly [unknown, ...infer Sample]
      ? Substituted<Sample, Bindings<I, XS>> extends infer Dims extends Dim[]
        ? [RowsOf<I, XS>, ...Dims]
        : Shape
      : Shape
