/** The first key that some object of valid JSON text has twice: JSON.parse keeps the last one silently. */
export const repeatedKey = (json: string): string | undefined => {
  const objects: Set<string>[] = []
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '{') objects.push(new Set())
    else if (json[at] === '}') objects.pop()
    else if (json[at] === '"') {
      const end = endOfString(json, at)
      if (isColonNext(json, end)) {
        const key = JSON.parse(json.slice(at, end)) as string
        const keys = objects.at(-1)
        if (keys?.has(key)) return key
        keys?.add(key)
      }
      at = end - 1
    }
  }
  return undefined
}

/** Where the string that begins at `start` ends. A regular expression for it overflows the stack on long ones. */
const endOfString = (json: string, start: number): number => {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

const isColonNext = (json: string, start: number): boolean => {
  let at = start
  while (at < json.length && ' \t\n\r'.includes(json[at] as string)) at += 1
  return json[at] === ':'
}
