/** `; did you mean 'NAME'?` with the name that a misspelt one is nearest to; '' where none is near. Lower and upper case count as one. */
export const didYouMean = (misspelt: unknown, names: readonly string[]): string => {
  if (typeof misspelt !== 'string') return ''
  const word = misspelt.toLowerCase()
  const [first] = names
    .map((name) => ({ name, distance: editDistance(word, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= word.length * 0.4)
    .sort((a, b) => a.distance - b.distance)
  return first ? `; did you mean '${first.name}'?` : ''
}

/** How many letters are to be put in, left out, replaced, or swapped with the next (Damerau, 1964; each place once). */
const editDistance = (a: string, b: string): number => {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number) => rows[i]?.[j] as number
  for (let i = 1; i <= a.length; i++) {
    rows.push([i])
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      rows[i]?.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          i > 1 && j > 1 && swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
  }
  return at(a.length, b.length)
}
