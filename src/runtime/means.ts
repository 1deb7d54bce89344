import type { NativeTensors } from './session.js'

/** Means over the rows of many batches. */
export class Means {
  private readonly sums: Float64Array
  private rows = 0

  constructor(private readonly names: readonly string[]) {
    this.sums = new Float64Array(names.length)
  }

  /** Adds a batch's means, weighted by its rows. */
  add(outputs: NativeTensors, rows: number): void {
    this.names.forEach((name, i) => {
      this.sums[i] = (this.sums[i] as number) + scalarOf(outputs, name) * rows
    })
    this.rows += rows
  }

  get(prefix = ''): Record<string, number> {
    return Object.fromEntries(this.names.map((name, i) => [prefix + name, (this.sums[i] as number) / this.rows]))
  }
}

export const scalarOf = (outputs: NativeTensors, name: string): number => Number(outputs[name]?.data[0])
