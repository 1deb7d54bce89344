/*
 * Text of TypeScript source from strings of a file. Names there may hold anything, so nothing reaches the source but through
 * these functions.
 */

const reserved = new Set(
  `arguments as async await break case catch class const continue debugger default delete do else enum eval export extends
  false finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield`.split(/\s+/),
)

/** Whether a name can stand as a parameter or property. Only ASCII is let through: look-alike letters mislead a reader. */
export const isIdentifier = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name) && !reserved.has(name)

/** Characters that do not show: invisible, formats (such as a change of direction), line separators, lone surrogates. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const escaped = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`

/** A name from a file on one line, safe to show in a terminal. */
export const visible = (text: string): string => text.replace(invisible, escaped)

/** A string literal. */
export const quoted = (text: string): string =>
  `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(invisible, escaped)}'`

/** A property's name, as it stands in a type. */
export const propertyName = (name: string): string => (isIdentifier(name) ? name : quoted(name))

/** A property's name in an object literal, where a plain '__proto__' would set the prototype. */
export const literalProperty = (name: string): string =>
  name === '__proto__' ? `[${quoted(name)}]` : propertyName(name)

/** Text inside a block comment, on as many lines as it has: it can neither end the comment nor give a directive. */
export const commentText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.replace(invisible, ' ').replace(/\*\//g, '*\\/').replace(/@/g, '\\@').trimEnd())
    .join('\n')
    .trim()

/** A name inside a block comment, on one line. */
export const commentName = (name: string): string => (isIdentifier(name) ? name : commentText(quoted(name)))

/** `digits net` → `DigitsNet`: the ASCII letters and digits of a name, as a type's. Falls back where none are left. */
export const typeName = (name: string, fallback: string): string => {
  const words = name.match(/[A-Za-z0-9]+/g) ?? []
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^[A-Za-z]/.test(joined) ? joined : `${fallback}${joined}`
}
