/** A regular expression; of 'whole' names, or of some part of them. Throws TypeError for what is none. */
export const patternOf = (call: string, text: string, of: 'whole' | 'part' = 'part'): RegExp => {
  try {
    const pattern = new RegExp(text)
    return of === 'whole' ? new RegExp(`^(?:${text})$`) : pattern
  } catch (error) {
    const reason = (error as Error).message.split(': ').at(-1)
    throw new TypeError(
      `${call}: ${JSON.stringify(text)} is no regular expression (${reason}); put a \\ before what stands for itself`,
    )
  }
}
