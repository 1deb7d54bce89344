import type { NativeTensor } from './session.js'

/** Means over the rows of many batches. */
export class Means {
  private readonly sums: Record<string, number> = {}
  private rows = 0

  constructor(private readonly names: readonly string[]) {
    for (const name of names) this.sums[name] = 0
  }

  /** Adds a batch's means, weighted by its rows. */
  add(outputs: Readonly<Record<string, NativeTensor>>, rows: number): void {
    for (const name of this.names) this.sums[name] = (this.sums[name] as number) + scalarOf(outputs, name) * rows
    this.rows += rows
  }

  get(prefix = ''): Record<string, number> {
    return Object.fromEntries(this.names.map((name) => [prefix + name, (this.sums[name] as number) / this.rows]))
  }
}

export const scalarOf = (outputs: Readonly<Record<string, NativeTensor>>, name: string): number =>
  Number((outputs[name] as NativeTensor).data[0])
