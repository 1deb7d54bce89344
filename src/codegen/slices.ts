/** Long work in slices: it yields wherever other work may come in between. */
export type Slices<T> = Generator<void, T, void>

/** All of it without a break. */
export const atOnce = <T>(slices: Slices<T>): T => {
  for (;;) {
    const { done, value } = slices.next()
    if (done) return value
  }
}
