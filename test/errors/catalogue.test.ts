import { Project } from 'ts-morph'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { sentenceIn, withoutPlace } from '../support/sentences.js'
import { type CheckedSnippet, checkSnippets, compilers, printedByTsc, runAsyncSnippet } from '../support/snippets.js'
import { entries } from './catalogue/index.js'
import { findTemplates, templateOf } from './templates.js'

/* Each mistake of the catalogue, and each template of a sentence: what the compilers say, and what a run says. */

const templates = findTemplates()
const programs = entries.flatMap(({ wrong, mended }) => [wrong, mended])
let checked: ReadonlyMap<string, CheckedSnippet>
const diagnosticsOf = (program: string) => (checked.get(program) as CheckedSnippet).diagnostics

beforeAll(() => {
  checked = checkSnippets(programs)
})

/** The sentences of ours among what the compiler says of the wrong programs. */
const sentences = () => entries.flatMap(({ wrong }) => sentenceIn(diagnosticsOf(wrong)[0]?.text ?? '') ?? [])

const thrownBy = async (program: string): Promise<Error> => {
  try {
    await runAsyncSnippet(program)
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

/** Types, which say nothing to a user: sentences have no word with a capital, and no bracket but those of arrows. */
const internal = /\b[A-Z][a-z]|<|(?<![-=])>|\b(?:infer|never)\b/

test('titles differ, and mended programs are others', () => {
  expect(new Set(entries.map(({ title }) => title)).size).toBe(entries.length)
  for (const { wrong, mended } of entries) expect(mended).not.toBe(wrong)
})

describe.each(entries.map((entry) => [entry.title, entry] as const))('%s', (_, { wrong, line, mended, throws }) => {
  test('is one error on its line, and none when mended', () => {
    expect(diagnosticsOf(wrong).map((diagnostic) => diagnostic.line)).toEqual([line])
    expect(diagnosticsOf(mended)).toEqual([])
  })

  test('is told at run time too', async () => {
    const sentence = sentenceIn(diagnosticsOf(wrong)[0]?.text ?? '')
    const error = await thrownBy(wrong)
    if (throws !== undefined) expect(error.message.slice(0, throws.length)).toBe(throws)
    else if (sentence !== undefined) expect(withoutPlace(error.message)).toBe(sentence)
  })

  test('runs when mended', async () => {
    const progress = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      await runAsyncSnippet(mended.includes('const trainer') ? `${mended}\nawait trainer.release()` : mended)
    } finally {
      progress.mockRestore()
    }
  })
})

test('templates are found', () => {
  expect(templates.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      '{layer}: expected input {axes}, got {got}',
      'bidirectional: expected {argument}, got another one',
      'decode: expected rows of ids, such as [[2, 3]]',
    ]),
  )
})

test.each(templates.map((template) => [`${template.file} ${template.name}`, template] as const))(
  '%s has an entry',
  (_, template) => {
    const made = sentences().filter((sentence) =>
      template.isPart ? template.fits(sentence) : templateOf(templates, sentence) === template,
    )
    expect(made).not.toEqual([])
  },
)

test('sentences are short, come from a template, and name no internal type', () => {
  expect(sentences().length).toBeGreaterThanOrEqual(templates.length)
  for (const sentence of sentences()) {
    expect(sentence.length).toBeLessThanOrEqual(300)
    expect(sentence).not.toMatch(internal)
    expect(templateOf(templates, sentence), sentence).toBeDefined()
  }
})

/** How TypeScript's own words begin. */
const prose = new Set(['Argument', 'Did', 'Expected', 'Object', 'Property', 'This', 'Type'])

test('texts name no types but those that users can import', () => {
  const project = new Project({ tsConfigFilePath: 'tsconfig.json', skipAddingFilesFromTsConfig: true })
  const names = ['src/index.ts', 'src/testing/index.ts'].flatMap((path) =>
    project
      .addSourceFileAtPath(path)
      .getExportSymbols()
      .map((symbol) => symbol.getName()),
  )
  const known = new Set([...names, ...prose])
  const named = entries.flatMap(({ wrong }) =>
    diagnosticsOf(wrong).flatMap(({ text }) => text.replace(/"[^"]*"/g, '').match(/\b[A-Z]\w*/g) ?? []),
  )
  expect(named).toContain('Layer')
  expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([])
})

test.each(compilers)('%s says the same on the same lines', (compiler) => {
  const said = entries.flatMap(({ wrong, line, mended, typescript7 }) => {
    const newer = compiler === 'typescript' && typescript7 !== undefined
    return [newer ? [{ line, text: typescript7 }] : diagnosticsOf(wrong), diagnosticsOf(mended)]
  })
  expect(printedByTsc(programs, compiler)).toEqual(said)
})
