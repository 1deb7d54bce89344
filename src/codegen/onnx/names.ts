/** Hands out names that are unique within one graph; the user's own names come out exactly as given. */
export class Names {
  private readonly taken = new Set<string>()
  private readonly counts = new Map<string, number>()

  /** Takes a name of the user's. Throws if two tensors would share it. */
  exact(name: string): string {
    if (this.taken.has(name)) throw new Error(`two tensors of the graph are named ${JSON.stringify(name)}; rename one`)
    this.taken.add(name)
    return name
  }

  /** `base`, or the first of `base_1`, `base_2`, … that is free. */
  fresh(base: string): string {
    let count = this.counts.get(base) ?? 0
    let name = count === 0 ? base : `${base}_${count}`
    while (this.taken.has(name)) name = `${base}_${++count}`
    if (count > 0) this.counts.set(base, count + 1)
    this.taken.add(name)
    return name
  }
}
