import { fileURLToPath } from 'node:url'
import { type ArrowFunction, Node, Project, type SourceFile, SyntaxKind } from 'ts-morph'

/* The templates of sentences that types print, found where `src` writes them. */

export interface Template {
  /** What the code calls it. */
  readonly name: string
  /** From the root of the repository. */
  readonly file: string
  /** `{layer}: expected input {axes}, got {got}` */
  readonly text: string
  /** A part of other sentences: it does not begin with what it is about, as in 'conv2d: …'. */
  readonly isPart: boolean
  /** Whether a sentence is made by it. */
  readonly fits: (sentence: string) => boolean
  /** How many characters do not vary. */
  readonly fixed: number
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Fixed text, with the names of what is put in between. */
const partsOf = (
  literal: Node,
): { readonly texts: readonly string[]; readonly names: readonly string[] } | undefined => {
  if (Node.isStringLiteral(literal) || Node.isNoSubstitutionTemplateLiteral(literal)) {
    return { texts: [literal.getLiteralText()], names: [] }
  }
  if (!Node.isTemplateExpression(literal)) return undefined
  const spans = literal.getTemplateSpans()
  return {
    texts: [literal.getHead().getLiteralText(), ...spans.map((span) => span.getLiteral().getLiteralText())],
    // of expectedDirections[argument], argument
    names: spans.map((span) => /\w+(?=\W*$)/.exec(span.getExpression().getText())?.[0] ?? ''),
  }
}

const template = (name: string, file: SourceFile, literal: Node): Template[] => {
  const parts = partsOf(literal)
  if (parts === undefined) return []
  const { texts, names } = parts
  const text = texts.map((fixed, i) => (names[i] === undefined ? fixed : `${fixed}{${names[i]}}`)).join('')
  const isPart = !/^(?:\w+|\{\w+\}): /.test(text)
  const varying = texts.map((fixed) => fixed.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('(?:.*)')
  const pattern = new RegExp(isPart ? varying : `^${varying}$`)
  return [
    {
      name,
      file: file.getFilePath().slice(root.length),
      text,
      isPart,
      fits: (sentence) => pattern.test(sentence),
      fixed: texts.join('').length,
    },
  ]
}

/** `(…) => '…' as const`, and the same with a type of its own. */
const ofFunction = (file: SourceFile, made: ArrowFunction): Template[] => {
  const [body, holder] = [made.getBody(), made.getParent()]
  if (!Node.isAsExpression(body) || !Node.isVariableDeclaration(holder)) return []
  return template(holder.getName(), file, body.getExpression())
}

/** `const sentence = '…'` where a type is `typeof sentence` and speaks of some call: 'decode: …'. */
const ofConstants = (file: SourceFile): Template[] => {
  const inTypes = new Set(file.getDescendantsOfKind(SyntaxKind.TypeQuery).map((query) => query.getExprName().getText()))
  return file.getVariableDeclarations().flatMap((declaration) => {
    const value = declaration.getInitializer()
    const isSentence = Node.isStringLiteral(value) && /^\w+: /.test(value.getLiteralText())
    return isSentence && inTypes.has(declaration.getName()) ? template(declaration.getName(), file, value) : []
  })
}

/** All of them, file by file. */
export const findTemplates = (): readonly Template[] => {
  const project = new Project({ tsConfigFilePath: `${root}tsconfig.json`, skipAddingFilesFromTsConfig: true })
  return project
    .addSourceFilesAtPaths(`${root}src/**/*.ts`)
    .flatMap((file) => [
      ...file.getDescendantsOfKind(SyntaxKind.ArrowFunction).flatMap((made) => ofFunction(file, made)),
      ...ofConstants(file),
    ])
}

/** The template that makes a sentence; of several that fit, the one that says most by itself. */
export const templateOf = (templates: readonly Template[], sentence: string): Template | undefined =>
  templates.filter(({ isPart, fits }) => !isPart && fits(sentence)).sort((a, b) => b.fixed - a.fixed)[0]
