/** Long work in slices: it yields wherever other work may come in between. */
export type Slices<T> = Generator<void, T, void>

/** After how many nodes of a graph a slice ends: each yield goes through all that is around it, which takes longer than some nodes do. */
export const nodesOfSlice = 16

/** Takes each of a list, such as the nodes of a graph, in slices. */
export function* takingEach<T>(all: readonly T[], take: (one: T, at: number) => void): Slices<void> {
  // an iterator would make several objects for each
  for (let at = 0; at < all.length; at++) {
    if (at % nodesOfSlice === 0) yield
    take(all[at] as T, at)
  }
}

/** All of it without a break. */
export const atOnce = <T>(slices: Slices<T>): T => {
  for (;;) {
    const { done, value } = slices.next()
    if (done) return value
  }
}

/** Slices that each run within something, such as a scope, and nothing of what comes between them does. */
export function* eachWithin<T>(within: <R>(slice: () => R) => R, slices: Slices<T>): Slices<T> {
  for (;;) {
    const { done, value } = within(() => slices.next())
    if (done) return value
    yield
  }
}
