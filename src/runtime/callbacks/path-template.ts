import type { Logs } from '../callback.js'

/** Fields as Python writes them: {epoch}, {epoch:02d}, {val_loss:.2f}. */
const field = /\{(\w+)(?::(0?)(\d*)(?:\.(\d+))?([dfeg]?))?\}/g

/**
 * A path with its fields filled in: `epoch` and `batch`, counted from 1, and the logs by name. Throws for a field that is not
 * there, and for what is no field.
 */
export const filledPath = (call: string, template: string, values: Logs): string => {
  const filled = template.replace(
    field,
    (_, name: string, zero: string, width: string, digits: string, kind: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      if (value === undefined) {
        throw new Error(`${call}: there is no ${name} for the path ${template}, only ${Object.keys(values).join(', ')}`)
      }
      return formatted(value, digits === undefined ? undefined : Number(digits), kind ?? '').padStart(
        Number(width || 0),
        zero || ' ',
      )
    },
  )
  const brace = /\{[^}]*\}?/.exec(filled)
  if (brace) {
    throw new Error(`${call}: ${brace[0]} in the path is no field; write it as {epoch:02d} or {val_loss:.2f}`)
  }
  return filled
}

const formatted = (value: number, digits: number | undefined, kind: string): string => {
  switch (kind) {
    case 'd':
      return value.toFixed(0)
    case 'f':
      return value.toFixed(digits ?? 6)
    case 'e':
      return value.toExponential(digits ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')
    default:
      return digits === undefined ? String(value) : String(Number(value.toPrecision(Math.max(digits, 1))))
  }
}
