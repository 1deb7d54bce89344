import type { Entry } from '../test/errors/catalogue/entry.js'
import { catalogue } from '../test/errors/catalogue/index.js'
import { findTemplates, type Template, templateOf } from '../test/errors/templates.js'
import { sentenceIn } from '../test/support/sentences.js'
import { checkSnippets, type Diagnostic } from '../test/support/snippets.js'

const width = 100

/** Words in lines of a comment, which begin where the line above does; of a text of several lines, each on its own. */
const comment = (text: string, indent: string): string[] =>
  text.split('\n').flatMap((line) => {
    const [, margin = '', words = ''] = /^( *)(.*)$/.exec(line) ?? []
    const lines: string[] = []
    for (const word of words.split(' ')) {
      const last = lines.at(-1)
      if (last === undefined || last.length + word.length > width) lines.push(word)
      else lines[lines.length - 1] = `${last} ${word}`
    }
    return lines.map((part) => `${indent}// ${margin}${part}`)
  })

/** The program with what the compiler says under the line that it says it of. */
const annotated = (program: string, { line, text }: Diagnostic): string => {
  const lines = program.split('\n')
  const [indent = ''] = /^ */.exec(lines[line - 1] as string) ?? []
  return [...lines.slice(0, line), ...comment(text, indent), ...lines.slice(line)].join('\n')
}

const code = (text: string): string => `\`\`\`ts\n${text}\n\`\`\``

/** The one line that is another, or the whole program where there are several. */
const mending = (wrong: string, mended: string): string => {
  const [before, after] = [wrong.split('\n'), mended.split('\n')]
  const changed = after.flatMap((line, i) => (line === before[i] ? [] : [i]))
  const [at] = changed
  if (at === undefined || changed.length > 1 || after.length !== before.length) return `Mended:\n\n${code(mended)}`
  return `Mended, line ${at + 1}: \`${after[at]?.trim()}\``
}

const section = ({ title, cause, wrong, mended }: Entry, said: Diagnostic, templates: readonly Template[]): string => {
  const sentence = sentenceIn(said.text)
  const template = sentence === undefined ? undefined : templateOf(templates, sentence)?.text
  return [
    `### ${title}`,
    ...(template === undefined ? [] : [`> \`${template}\``]),
    cause,
    code(annotated(wrong, said)),
    mending(wrong, mended),
  ].join('\n\n')
}

const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/[^\w-]/g, '')

const introduction = `# Errors

What the compiler says of a mistake, why, and how to mend it. Written by \`npm run generate\` from \`test/errors/catalogue\` and
from the templates of the sentences in \`src\`; a test runs each program through TypeScript 5.9, 6.0 and 7.0, which say the same
of the same line, and at run time, where JavaScript users and shapes that the compiler does not know get the same sentence.

A sentence begins with the layer or the call that it is about. Words in braces stand for what is put in: \`{layer}\` for conv2d,
\`{got}\` for the shape or value that came. A dim that is not known prints as \`?\`.`

/** docs/errors.md, from the catalogue and what the compiler says of its programs. */
export const errorsPage = (): string => {
  const templates = findTemplates()
  const checked = checkSnippets(catalogue.flatMap(({ entries }) => entries.map(({ wrong }) => wrong)))
  const families = catalogue.map(({ title, entries }) => {
    const sections = entries.map((entry) => {
      const [said] = checked.get(entry.wrong)?.diagnostics ?? []
      if (said === undefined) throw new Error(`the compiler finds no mistake in "${entry.title}"`)
      return section(entry, said, templates)
    })
    return [`## ${title}`, ...sections].join('\n\n')
  })
  const contents = catalogue.map(({ title }) => `- [${title}](#${anchor(title)})`).join('\n')
  return `${[introduction, contents, ...families].join('\n\n')}\n`
}
