import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Project, type SourceFile, ts } from 'ts-morph'
import * as tenon from '../../src/index.js'
import * as testing from '../../src/testing/index.js'
import { place } from './place.js'

/*
 * Short programs over the public API, as a user writes them: what the compiler says of each, and what each does when it
 * runs. A snippet needs no imports, and counts its lines from 1.
 */

export interface Diagnostic {
  readonly line: number
  /** The whole text; a cause follows what it explains on a line of its own, as the compiler prints it. */
  readonly text: string
}

export interface CheckedSnippet {
  readonly diagnostics: readonly Diagnostic[]
  /** The type of a top-level constant, as its hover prints it. */
  typeOf(name: string): string
  /** The first line of the hover over a top-level constant, as an editor shows it. */
  hover(name: string): string
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const types = ['Sequential']
/** The names that a snippet may use, by the module that they come from. */
const modules: Readonly<Record<string, readonly string[]>> = {
  place: ['place'],
  'tenon/testing': Object.keys(testing),
  tenon: [...Object.keys(tenon), ...types],
}
const paths = {
  tenon: [`${root}src/index.ts`],
  'tenon/testing': [`${root}src/testing/index.ts`],
  place: [`${root}test/support/place.ts`],
}
const asWritten = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope

/** The names that the snippet mentions, imported on its first line. */
const importing = (snippet: string): string => {
  const isMentioned = (name: string) =>
    new RegExp(`(?<!\\w|(?<!\\.)\\.)${name}\\b`).test(snippet) &&
    !new RegExp(`\\b(?:const|let|function) ${name}\\b`).test(snippet)
  const imports = Object.entries(modules).flatMap(([module, names]) => {
    const specifiers = names.filter(isMentioned).map((name) => (types.includes(name) ? `type ${name}` : name))
    return specifiers.length > 0 || module === 'tenon' ? [`import { ${specifiers.join(', ')} } from '${module}'; `] : []
  })
  return imports.join('') + snippet
}

/** Checks all snippets in one program, which is much cheaper than one by one. */
export const checkSnippets = (snippets: Iterable<string>): ReadonlyMap<string, CheckedSnippet> => {
  const project = new Project({
    tsConfigFilePath: `${root}tsconfig.json`,
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { noUnusedLocals: false, paths },
  })
  const files = [...new Set(snippets)].map(
    (snippet, i) => [snippet, project.createSourceFile(`${root}test/snippet-${i}.ts`, importing(snippet))] as const,
  )
  return new Map(files.map(([snippet, file]) => [snippet, checked(project, file)]))
}

/** Unions of strings in the order of the alphabet; compilers print them in an order of their own. */
const withSortedUnions = (text: string): string =>
  text.replace(/"\w+"(?: \| "\w+")+/g, (union) => union.split(' | ').sort().join(' | '))

const checked = (project: Project, file: SourceFile): CheckedSnippet => ({
  diagnostics: project
    .getProgram()
    .getSemanticDiagnostics(file)
    .map((diagnostic) => ({
      line: diagnostic.getLineNumber() as number,
      text: withSortedUnions(ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, '\n')),
    })),
  typeOf: (name) => {
    const declaration = file.getVariableDeclarationOrThrow(name)
    return declaration.getType().getText(declaration, asWritten)
  },
  hover: (name) => {
    const at = file.getVariableDeclarationOrThrow(name).getNameNode().getStart()
    const info = project.getLanguageService().compilerObject.getQuickInfoAtPosition(file.getFilePath(), at)
    return ts.displayPartsToString(info?.displayParts)
  },
})

/** The TypeScripts that users may have: the project's own, and those of before by their package's name. */
export const compilers = ['typescript', 'typescript-6.0', 'typescript-5.9'] as const

/** The diagnostics that a `tsc`, by default the project's own, prints for each snippet. */
export const printedByTsc = (
  snippets: readonly string[],
  compiler: (typeof compilers)[number] = 'typescript',
): Diagnostic[][] => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-snippets-'))
  const compilerOptions = {
    paths,
    typeRoots: [`${root}node_modules/@types`],
    noUnusedLocals: false,
  }
  const config = { extends: `${root}tsconfig.json`, compilerOptions, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [i, snippet] of snippets.entries()) writeFileSync(join(folder, `${i}.ts`), importing(snippet))
  const tsc = join(root, 'node_modules', compiler, 'bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  rmSync(folder, { recursive: true })
  const found: Diagnostic[][] = snippets.map(() => [])
  for (const [, i, line, text] of stdout.matchAll(/^(\d+)\.ts\((\d+),\d+\): error TS\d+: (.*(?:\n .*)*)$/gm))
    found[Number(i)]?.push({ line: Number(line), text: withSortedUnions(text as string) })
  return found
}

/** What a snippet may use. */
const names = { ...tenon, ...testing, place }

const scriptOf = (snippet: string): string =>
  ts.transpile(snippet, { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext })

/** Runs a snippet, in a block of its own so that it may have names that are ours as well; what an expression over its constants is then. */
export const runSnippet = (snippet: string, result: string): unknown =>
  new Function(...Object.keys(names), `{ ${scriptOf(snippet)}\nreturn ${result} }`)(...Object.values(names))

const AsyncFunction = (async () => {}).constructor as new (
  ...text: readonly string[]
) => (...args: readonly unknown[]) => Promise<unknown>

/** Runs a snippet that may await. */
export const runAsyncSnippet = async (snippet: string): Promise<void> => {
  await new AsyncFunction(...Object.keys(names), `{ ${scriptOf(snippet)} }`)(...Object.values(names))
}
