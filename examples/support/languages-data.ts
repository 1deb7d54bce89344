import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export const languages = ['en', 'cs', 'de', 'es', 'fr', 'it', 'ja', 'ko', 'pl', 'pt-br', 'ru', 'tr', 'zh-cn', 'zh-tw']

export interface Messages {
  readonly texts: string[]
  /** Places in `languages`. */
  readonly labels: Int32Array
}

const library = dirname(createRequire(import.meta.url).resolve('typescript-5.9'))

/** TypeScript's messages in a language, by an English key such as `Cannot_find_name_0_2304`. */
const messagesIn = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(library, language, 'diagnosticMessages.generated.json'), 'utf8'))

/** English messages lie in the compiler itself; their keys hold the words. */
const inEnglish = (key: string): string => key.replace(/_\d+$/, '').replaceAll('_', ' ')

/**
 * The messages of TypeScript's compiler in 14 languages: of every fifth one, all translations test, of the others they train.
 * What stands word for word in a training message does not test.
 */
export const loadMessages = (): { readonly training: Messages; readonly test: Messages } => {
  const translations = languages.slice(1).map(messagesIn)
  const keys = Object.keys(translations[0] as Record<string, string>)
  const rows = keys.flatMap((key, at) =>
    [inEnglish(key), ...translations.map((messages) => messages[key] as string)].map((text, label) => ({
      text,
      label,
      isTest: at % 5 === 0,
    })),
  )
  const training = rows.filter(({ isTest }) => !isTest)
  const seen = new Set(training.map(({ text }) => text))
  const test = rows.filter(({ isTest, text }) => isTest && !seen.has(text))
  return { training: messagesOf(training), test: messagesOf(test) }
}

const messagesOf = (rows: readonly { readonly text: string; readonly label: number }[]): Messages => ({
  texts: rows.map(({ text }) => text),
  labels: Int32Array.from(rows, ({ label }) => label),
})
