import type { TensorSpec } from '../codegen/onnx/emit.js'
import { hostTensor, type NativeTensor, type NativeTensors } from './native-tensor.js'
import { type Program, type Streaming, sumsOutput, weightOutput } from './program.js'

/** A figure that a graph gives as the mean of a batch, and the output that says how much it counts; null where that is by its rows. */
export interface MeanFigure {
  readonly name: string
  readonly weight: string | null
}

/** Figures that follow from sums which a graph gives of a batch. */
export interface StreamingFigure {
  readonly sums: string
  readonly streaming: Streaming
}

export type Figure = MeanFigure | StreamingFigure

/** The loss and the metrics, as a session of the program gives them. */
export const figuresGiven = (
  { metrics }: Program,
  { outputs }: { readonly outputs: readonly TensorSpec[] },
): Figure[] => {
  const given = new Set(outputs.map(({ name }) => name))
  const mean = (name: string): Figure => {
    const weight = weightOutput(name)
    return { name, weight: given.has(weight) ? weight : null }
  }
  return [
    mean('loss'),
    ...metrics.map(({ name, streaming }) => (streaming ? { sums: sumsOutput(name), streaming } : mean(name))),
  ]
}

/** The names of all outputs that the figures need. */
export const outputsOf = (figures: readonly Figure[]): string[] =>
  figures.flatMap((figure) => {
    if ('sums' in figure) return [figure.sums]
    return figure.weight === null ? [figure.name] : [figure.name, figure.weight]
  })

/** What a graph gives of a batch, by name. */
export type FigureValues = Readonly<Record<string, { readonly data: ArrayLike<unknown> }>>

/** These outputs of each of several batches, of a graph that gives them as [steps, …]. */
export const ofSteps = (outputs: NativeTensors, names: readonly string[], steps: number): FigureValues[] =>
  Array.from({ length: steps }, (_, step) =>
    Object.fromEntries(
      names.map((name) => {
        const { data } = hostTensor(outputs[name] as NativeTensor)
        const size = data.length / steps
        return [name, { data: data.subarray(step * size, (step + 1) * size) }]
      }),
    ),
  )

/** A figure of many batches. */
interface Running {
  add(outputs: FigureValues, rows: number): void
  /** By name, as of the batches so far. */
  get(): readonly (readonly [string, number])[]
  /** What it follows from, to be given back to another of its kind; empty where there was no batch. */
  sums: Float64Array
}

/** A mean over the rows, or by the weights. */
class Mean implements Running {
  private sum = 0
  private weight = 0

  get sums(): Float64Array {
    return Float64Array.of(this.sum, this.weight)
  }

  set sums([sum = 0, weight = 0]: Float64Array) {
    this.sum = sum
    this.weight = weight
  }

  constructor(private readonly figure: MeanFigure) {}

  add(outputs: FigureValues, rows: number): void {
    const { name, weight } = this.figure
    const own = weight === null ? rows : scalarOf(outputs, weight)
    // where the weights add up to 0, as negative ones may, the figure is a sum
    this.sum += scalarOf(outputs, name) * (own === 0 ? 1 : own)
    this.weight += own
  }

  /** 0 where no weight was, as in Keras. */
  get(): readonly (readonly [string, number])[] {
    return [[this.figure.name, this.weight === 0 ? 0 : this.sum / this.weight]]
  }
}

/** What follows from totals, which are added up in float64. */
class Totals implements Running {
  private totals: Float64Array | undefined

  get sums(): Float64Array {
    return this.totals?.slice() ?? new Float64Array()
  }

  set sums(totals: Float64Array) {
    this.totals = totals.length > 0 ? totals.slice() : undefined
  }

  constructor(private readonly figure: StreamingFigure) {}

  add(outputs: FigureValues): void {
    const sums = outputs[this.figure.sums]?.data as Float32Array | Float64Array
    this.totals ??= new Float64Array(sums.length)
    for (let i = 0; i < sums.length; i++) this.totals[i] = (this.totals[i] as number) + (sums[i] as number)
  }

  get(): readonly (readonly [string, number])[] {
    const { figures, result } = this.figure.streaming
    const values = result(this.totals as Float64Array)
    return figures.map((name, i) => [name, values[i] as number])
  }
}

/** The figures of many batches. */
export class Means {
  private readonly running: readonly Running[]

  constructor(figures: readonly Figure[]) {
    this.running = figures.map((figure) => ('sums' in figure ? new Totals(figure) : new Mean(figure)))
  }

  /** Adds a batch. */
  add(outputs: FigureValues, rows: number): void {
    for (const one of this.running) one.add(outputs, rows)
  }

  /** What the figures follow from. */
  get sums(): readonly Float64Array[] {
    return this.running.map((one) => one.sums)
  }

  /** Goes on from the batches of another, of the same figures. */
  set sums(sums: readonly Float64Array[]) {
    for (const [i, one] of this.running.entries()) one.sums = sums[i] ?? new Float64Array()
  }

  /** The figures of the batches so far, of which there is one at least. */
  get(prefix = ''): Record<string, number> {
    return Object.fromEntries(
      this.running.flatMap((one) => one.get()).map(([name, value]) => [prefix + name, value] as const),
    )
  }
}

export const scalarOf = (outputs: FigureValues, name: string): number => Number(outputs[name]?.data[0])
