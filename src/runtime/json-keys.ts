/** A string, with the colon after it where it is a key; or a bracket. */
const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g

/** The first key that some object of valid JSON text has twice: JSON.parse keeps the last one silently. */
export const repeatedKey = (json: string): string | undefined => {
  const objects: Set<string>[] = []
  for (const [token, text, colon] of json.matchAll(tokens)) {
    if (token === '{') objects.push(new Set())
    else if (token === '}') objects.pop()
    else if (colon !== undefined) {
      const key = JSON.parse(text as string) as string
      const keys = objects.at(-1)
      if (keys?.has(key)) return key
      keys?.add(key)
    }
  }
  return undefined
}
