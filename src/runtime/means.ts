import { type Program, weightOutput } from './program.js'
import type { NativeTensors, Session } from './session.js'

/** A figure that a graph gives, and the output that says how much a batch's counts; null where that is by its rows. */
export interface Figure {
  readonly name: string
  readonly weight: string | null
}

/** The loss and the metrics, as a session of the program gives them. */
export const figuresGiven = ({ metrics }: Program, { outputs }: Session): Figure[] => {
  const given = new Set(outputs.map(({ name }) => name))
  return ['loss', ...metrics].map((name) => {
    const weight = weightOutput(name)
    return { name, weight: given.has(weight) ? weight : null }
  })
}

/** The names of all outputs that the figures need. */
export const outputsOf = (figures: readonly Figure[]): string[] =>
  figures.flatMap(({ name, weight }) => (weight === null ? [name] : [name, weight]))

/** Means over the rows, or by the weights, of many batches. */
export class Means {
  private readonly sums: Float64Array
  private readonly weights: Float64Array

  constructor(private readonly figures: readonly Figure[]) {
    this.sums = new Float64Array(figures.length)
    this.weights = new Float64Array(figures.length)
  }

  /** Adds a batch's means. */
  add(outputs: NativeTensors, rows: number): void {
    for (const [i, { name, weight }] of this.figures.entries()) {
      const own = weight === null ? rows : scalarOf(outputs, weight)
      // where the weights add up to 0, as negative ones may, the figure is a sum
      const sum = scalarOf(outputs, name) * (own === 0 ? 1 : own)
      this.sums[i] = (this.sums[i] as number) + sum
      this.weights[i] = (this.weights[i] as number) + own
    }
  }

  /** The means so far; 0 where no weight was, as in Keras. */
  get(prefix = ''): Record<string, number> {
    return Object.fromEntries(
      this.figures.map(({ name }, i) => {
        const [sum, weight] = [this.sums[i] as number, this.weights[i] as number]
        return [prefix + name, weight === 0 ? 0 : sum / weight]
      }),
    )
  }
}

export const scalarOf = (outputs: NativeTensors, name: string): number => Number(outputs[name]?.data[0])
