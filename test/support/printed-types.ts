import { fileURLToPath } from 'node:url'
import { Project, ts } from 'ts-morph'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * What the compiler makes of types, each printed as it prints them.
 *
 * @param imports lines above them, as from a file in test
 */
export const printedTypes = (imports: string, types: readonly string[]): string[] => {
  const project = new Project({
    tsConfigFilePath: `${root}tsconfig.json`,
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { types: [], noUnusedLocals: false },
  })
  const aliases = types.map((type, i) => `type T${i} = ${type}`)
  const file = project.createSourceFile(`${root}test/printed-types-case.ts`, [imports, ...aliases].join('\n'))
  const [error] = project.getProgram().getSemanticDiagnostics(file)
  if (error) throw new Error(`line ${error.getLineNumber()}: ${JSON.stringify(error.getMessageText())}`)
  return file.getTypeAliases().map((alias) => alias.getType().getText(undefined, ts.TypeFormatFlags.NoTruncation))
}
