/** The texts that print a sentence: about an argument, an option, a method that cannot be called, and what was left out. */
const forms = [
  /^Argument of type '.+' is not assignable to parameter of type '"([^"]+)"'\.$/,
  /^Type '.+' is not assignable to type '"([^"]+)"'\.$/,
  /^Property '\w+' does not exist on type 'ShapeError<"([^"]+)">'\.$/,
  /^This expression is not callable\.\n {2}Type 'ShapeError<"([^"]+)">' has no call signatures\.$/,
]

/** The sentence of ours that a text of the compiler prints; undefined where TypeScript speaks for itself. */
export const sentenceIn = (text: string): string | undefined => forms.flatMap((form) => form.exec(text)?.[1] ?? [])[0]

/** An error's message without the place in the model that is added to it. */
export const withoutPlace = (message: string): string => message.replace(/ \(layer \d+, \w+\)$/, '')
