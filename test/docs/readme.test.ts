import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Project, ts } from 'ts-morph'
import { expect, test } from 'vitest'
import { input, sequential } from '../../src/index.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readme = readFileSync(`${root}README.md`, 'utf8')
const contributing = readFileSync(`${root}CONTRIBUTING.md`, 'utf8')
/** Whole modules; what only sketches has an ellipsis. */
const modules = (text: string) =>
  [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] as string).filter((code) => !code.includes(' …'))
const readmeBlocks = modules(readme)
const opBlocks = modules(contributing)
const blocks = [...readmeBlocks, ...opBlocks]

const project = new Project({ tsConfigFilePath: `${root}tsconfig.json`, skipAddingFilesFromTsConfig: true })
const files = [
  ...readmeBlocks.map((code, i) => project.createSourceFile(`${root}test/docs/block-${i}.ts`, code)),
  ...opBlocks.map((code, i) => project.createSourceFile(`${root}src/codegen/ops/block-${i}.ts`, code)),
]

test('there are blocks to compile', () => {
  expect([readmeBlocks.length, opBlocks.length]).toEqual([15, 1])
})

test.each(blocks.map((code, i) => [code.split('\n')[0], i] as const))('the block %s compiles', (_, i) => {
  const messages = files[i]?.getPreEmitDiagnostics().map((diagnostic) => diagnostic.getMessageText())
  expect(messages).toEqual([])
})

/** Comments that tell a type: of what the ^ points at in the line above, or of the declaration that a hover follows. */
const toldTypes = readmeBlocks.flatMap((code, i) => {
  const file = files[i] as (typeof files)[number]
  return [...code.matchAll(/^\/\/ +(?:hover:|\^) (.*)$/gm)].map((match) => {
    const [comment, text] = match as unknown as readonly [string, string]
    const above = code.lastIndexOf('\n', match.index - 2) + 1
    const at = comment.includes('^ ') ? above + comment.indexOf('^') : undefined
    const node =
      at === undefined
        ? file.getVariableDeclarations().findLast((declaration) => declaration.getStart() < match.index)
        : file.getDescendantAtPos(at)
    const type = node
      ?.getType()
      .getText(undefined, ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType)
      .replace(/import\("[^"]*"\)\./g, '')
    return { text, type }
  })
})

test('types in comments are those that the compiler infers', () => {
  expect(toldTypes.length).toBeGreaterThan(3)
  for (const { text, type } of toldTypes) expect(text.slice(0, type?.length)).toBe(type)
})

test('the sentences are those that are thrown', () => {
  const images = sequential(input([28, 28, 1]))
    .conv2d(32, 3)
    .maxPooling2d(2)
  const wrong: (() => unknown)[] = [
    () => images.conv2d(64, 15 as never),
    () => (sequential(input([64])) as never as typeof images).conv2d(32, 3),
  ]
  for (const run of wrong) {
    let sentence = ''
    try {
      run()
    } catch (error) {
      sentence = (error as Error).message.replace(/ \(layer .*/, '')
    }
    expect(sentence).toMatch(/^conv2d: /)
    expect(readme.replace(/\s+/g, ' ')).toContain(`"${sentence}"`)
  }
})
