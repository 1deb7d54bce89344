import { posix } from 'node:path'
import { ts } from 'ts-morph'

/** From the bottom up: a file may import its own layer and those before it. */
const layers = ['src/shapes', 'src/codegen', 'src/runtime', 'src/dsl', 'src/index.ts', 'src/testing', 'src/cli']

/** Packages that only some files of `src` may import. */
const reserved: readonly (readonly [name: RegExp, importer: RegExp, reason: string])[] = [
  [/./, /^src\/(?!shapes\/)/, 'src/shapes imports nothing outside itself'],
  [
    /^onnxruntime/,
    /^src\/runtime\/((direct-)?session\.ts|session-worker\.js|thread-messages\.ts)$/,
    'only src/runtime/session.ts, direct-session.ts and the worker talk to ONNX Runtime',
  ],
  [/^onnx-proto$/, /^src\/codegen\/onnx\//, 'only src/codegen/onnx writes ONNX files'],
  [/^protobufjs/, /^src\/codegen\/onnx\/message\.ts$/, 'only src/codegen/onnx/message.ts writes messages'],
  [/^ts-morph$/, /^src\/codegen\/typescript\//, 'only src/codegen/typescript writes TypeScript'],
]

const isOp = (path: string) => /^src\/codegen\/ops\/(?!index\.ts$)/.test(path)
const layerOf = (path: string) => layers.findIndex((layer) => path === layer || path.startsWith(`${layer}/`))

/** Every module a file names: import and export declarations, `import type`, `import('…').T`, and dynamic `import()`. */
const specifiers = (path: string, text: string): (ts.Expression | ts.TypeNode)[] => {
  const found: (ts.Expression | ts.TypeNode)[] = []
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
      found.push(node.moduleSpecifier)
    else if (ts.isExternalModuleReference(node)) found.push(node.expression)
    else if (ts.isImportTypeNode(node)) found.push(node.argument)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0])
      found.push(node.arguments[0])
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest))
  return found
}

const objection = (path: string, name: string): string | undefined => {
  const isPackage = !name.startsWith('.') && name !== 'tenon'
  if (isPackage) return reserved.find(([pattern, importer]) => pattern.test(name) && !importer.test(path))?.[2]
  const target = name === 'tenon' ? 'src/index.ts' : posix.join(posix.dirname(path), name).replace(/\.js$/, '.ts')
  const [from, to] = [layerOf(path), layerOf(target)]
  if (from < 0) return `${path} is in none of the layers ${layers.join(', ')}`
  if (to < 0) return `${target} is in none of the layers ${layers.join(', ')}`
  if (to > from) return `${layers[from]} may not import ${layers[to]}, which is above it`
  if (isOp(path) && isOp(target)) return 'op files do not import each other; gradient rules get the ops as an argument'
  return undefined
}

/**
 * What is wrong with the imports of one file of `src`, a sentence each.
 *
 * @param path from the root of the repository, with forward slashes
 */
export const importViolations = (path: string, text: string): string[] =>
  specifiers(path, text).flatMap((node) => {
    const literal = ts.isTypeNode(node) && ts.isLiteralTypeNode(node) ? node.literal : node
    if (!ts.isStringLiteralLike(literal)) return [`${path}: an import of a computed path cannot be checked`]
    const reason = objection(path, literal.text)
    return reason === undefined ? [] : [`${path}: '${literal.text}': ${reason}`]
  })
