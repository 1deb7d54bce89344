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
      const text = formatted(value, digits === undefined ? undefined : Number(digits), kind ?? '')
      if (!zero) return text.padStart(Number(width || 0))
      const sign = text.startsWith('-') ? '-' : ''
      return sign + text.slice(sign.length).padStart(Number(width || 0) - sign.length, '0')
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
      return exponential(value, digits ?? 6)
    default:
      return digits === undefined && kind === '' ? String(value) : general(value, Math.max(digits ?? 6, 1))
  }
}

const exponential = (value: number, digits: number): string =>
  value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2')

/** So many significant digits, without zeros at the end; with an exponent where it is below -4 or the digits do not reach. */
const general = (value: number, digits: number): string => {
  const exponent = Number(value.toExponential(digits - 1).split('e')[1])
  const isPlain = exponent >= -4 && exponent < digits
  const text = isPlain ? value.toFixed(digits - 1 - exponent) : exponential(value, digits - 1)
  return text.replace(/\.?0+(?=e|$)/, (zeros) => (text.includes('.') ? '' : zeros))
}
