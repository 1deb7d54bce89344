import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Project, ts } from 'ts-morph'
import { checkOptions } from '../known-options.js'

/** One error of the compiler. */
export interface TypeErrorFound {
  /** Counted from 1. */
  readonly line: number
  /** The whole text, as the compiler prints it. */
  readonly text: string
  /** Our sentence in it; undefined where the text is the compiler's own. */
  readonly sentence: string | undefined
}

export interface TypeErrorsOptions {
  /** The project whose settings count, by its tsconfig.json; default that of the working directory, if there is one. */
  readonly tsconfig?: string | undefined
}

/** Of a folder each, so that a further check costs a fraction of the first. */
const projects = new Map<string, Project>()

/**
 * What the compiler says of a program, given as its text with its imports: for tests that a construction does not type-check.
 * The program stands in the project's folder, and is not written to disk. Takes about a second the first time, then some 30 ms.
 *
 *     const [error] = typeErrors(`
 *       import { input, sequential } from 'tenon'
 *       sequential(input([64])).conv2d(8, 3)
 *     `)
 *     expect(error?.sentence).toBe('conv2d: expected input [batch, height, width, channels], got [batch, 64]')
 *
 * Throws Error for a tsconfig.json that is not there.
 */
export const typeErrors = (program: string, options: TypeErrorsOptions = {}): TypeErrorFound[] => {
  checkOptions('typeErrors', options, { tsconfig: true })
  if (typeof program !== 'string')
    throw new TypeError(`typeErrors: expected the text of a program, got ${typeof program}`)
  const project = projectOf(options.tsconfig)
  const file = project.createSourceFile(join(process.cwd(), 'type-errors.check.ts'), program, { overwrite: true })
  try {
    return project
      .getProgram()
      .getSyntacticDiagnostics(file)
      .concat(project.getProgram().getSemanticDiagnostics(file) as never[])
      .map((diagnostic) => {
        const text = ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, '\n')
        return { line: diagnostic.getLineNumber() ?? 1, text, sentence: sentenceIn(text) }
      })
  } finally {
    project.removeSourceFile(file)
  }
}

/** A sentence is a string literal type that names what it is about: the parameter's, or that of what cannot be called. */
const sentenceIn = (text: string): string | undefined => {
  const literals = [...text.matchAll(/"(?:[^"\\]|\\.)*: (?:[^"\\]|\\.)*"/g)]
  const last = literals.at(-1)?.[0]
  return last === undefined ? undefined : (JSON.parse(last) as string)
}

const projectOf = (tsconfig: string | undefined): Project => {
  const path = resolve(tsconfig ?? 'tsconfig.json')
  const known = projects.get(path)
  if (known) return known
  if (tsconfig !== undefined && !existsSync(path)) throw new Error(`typeErrors: there is no file ${tsconfig}`)
  const project = existsSync(path)
    ? new Project({
        tsConfigFilePath: path,
        skipAddingFilesFromTsConfig: true,
        compilerOptions: { noUnusedLocals: false },
      })
    : new Project({ compilerOptions: { strict: true, module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022 } })
  projects.set(path, project)
  return project
}
