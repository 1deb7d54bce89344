import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ts } from 'ts-morph'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { constant, input, type Value } from '../../src/codegen/ir/value.js'
import { emitModel } from '../../src/codegen/onnx/emit.js'
import { type DeclaredTensor, type ModelDescription, readModel } from '../../src/codegen/onnx/read.js'
import * as ops from '../../src/codegen/ops/index.js'
import { emitClient } from '../../src/codegen/typescript/client.js'
import { tensor } from '../../src/runtime/tensor.js'
import { compilerErrors, typescriptFolder } from '../support/typescript-folder.js'

const declared = (name: string, dtype: string, shape: DeclaredTensor['shape'], description = ''): DeclaredTensor => ({
  name,
  dtype,
  shape,
  description,
})

const described = (
  inputs: readonly DeclaredTensor[],
  outputs: readonly DeclaredTensor[],
  description = '',
): ModelDescription => ({
  name: 'graph',
  description,
  producer: 'test',
  irVersion: 8,
  opsets: new Map([['ai.onnx', 17]]),
  inputs,
  defaults: [],
  outputs,
  operators: new Map(),
  parameters: 0,
  metadata: new Map(),
})

const digits = described(
  [declared('input', 'float32', ['batch', 8, 8, 1], 'grey values in [0, 1]')],
  [declared('scores', 'float32', ['batch', 10])],
  'Tells handwritten digits apart.',
)
const modelFile = './inference.onnx'

test('the text of a client', async () => {
  const text = await emitClient(digits, { modelFile, name: 'digits' })
  expect(text).toBe(`// Written by Tenon. Do not edit: write it again when the model changes.
import { loadModel, type SessionOptions, type Tensor } from 'tenon'

/** What the model takes. Symbolic dims are strings; null stands for a dim or a rank that is not known. */
export const inputs = [{ name: 'input', dtype: 'float32', shape: ['batch', 8, 8, 1] }] as const

/** What the model gives. Symbolic dims are strings; null stands for a dim or a rank that is not known. */
export const outputs = [{ name: 'scores', dtype: 'float32', shape: ['batch', 10] }] as const

/** Tells handwritten digits apart. */
export interface DigitsClient {
  /**
   * Runs the model once.
   *
   * @param input - float32 [batch, 8, 8, 1], grey values in [0, 1]
   * @returns scores: float32 [batch, 10]
   */
  predict<Batch extends number>(input: Tensor<[Batch, 8, 8, 1], 'float32'>): Promise<Tensor<[Batch, 10], 'float32'>>
  /** Frees the native session. */
  release(): Promise<void>
}

/** Loads the model. Throws if its file is missing or broken, or the device is not there. */
export const load = async (options: SessionOptions = {}): Promise<DigitsClient> => {
  const model = await loadModel(new URL('./inference.onnx', import.meta.url), options)
  return {
    async predict<Batch extends number>(input: Tensor<[Batch, 8, 8, 1], 'float32'>) {
      const outputs = await model.run({ input })
      return outputs['scores'] as Tensor<[Batch, 10], 'float32'>
    },
    release: () => model.release(),
  }
}
`)
  expect(await emitClient(digits, { modelFile, name: 'digits' })).toBe(text)
})

test('the path of the model is a URL, relative to the client', async () => {
  const text = await emitClient(digits, { modelFile: "../a b/50% it's #1?.onnx" })
  const [, url] = /new URL\('(.*)', import\.meta\.url\)/.exec(text) ?? []
  expect(decodeURIComponent(new URL((url as string).replaceAll('\\', ''), 'file:///x/y/client.ts').pathname)).toBe(
    "/x/a b/50% it's #1?.onnx",
  )
})

test('refuses dtypes that no Tensor holds', async () => {
  const half = described([declared('x', 'float16', [1])], [declared('y', 'float32', [1])])
  await expect(emitClient(half, { modelFile })).rejects.toThrow(
    'client: input "x" is float16; a Tensor holds one of float32, uint8, int32, int64, bool, float64',
  )
  const words = described([], [declared('y', 'string', [1])])
  await expect(emitClient(words, { modelFile })).rejects.toThrow('client: output "y" is string')
})

/** Names that would end a string, a comment or a type, or mean something where they land. */
const hostile = [
  "');process.exit(9);('",
  '*/ process.exit(9) /*',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a template string would run
  '`${process.exit(9)}`',
  'two\nlines\r\u2028\u2029',
  '// @ts-nocheck',
  '@ts-ignore',
  '*/\n// @ts-expect-error\nlet x: string = 1 /*',
  '\\',
  "\\'",
  '"',
  '',
  ' ',
  '1st',
  'class',
  'await',
  'constructor',
  '__proto__',
  'a-b',
  'größe',
  '\u202eesrever',
  '\ud800',
  '> {} } evil<',
  'model',
  'outputs',
  'Tensor',
]

describe('compiled by tsc --strict', () => {
  let folder: string
  let errors: Record<string, string>
  const clientFor = (model: ModelDescription, name?: string) =>
    emitClient(model, { modelFile, importFrom: './tenon.js', ...(name !== undefined && { name }) })
  const several = described(
    [
      declared('tokens', 'int64', ['batch', 'time']),
      declared('length', 'int32', ['batch']),
      declared('any', 'bool', null),
    ],
    [declared('logits', 'float32', ['batch', 'time', 5]), declared('top k', 'int64', ['unk__1'])],
  )
  const hostileTensors = hostile.map((name) => declared(name, 'float32', [name, 2, null], name))

  const digitsUse = [
    `import { load } from './digits.js'`,
    `import { type Tensor, tensor } from './tenon.js'`,
    `const client = await load({ threads: 1 })`,
    `const five = tensor(new Float32Array(320), [5, 8, 8, 1])`,
  ]

  beforeAll(async () => {
    const hostileClients = await Promise.all(
      hostile.map(async (name, i) => [
        `hostile-${i}.ts`,
        await clientFor(
          described([declared(name, 'float32', [name], name)], [declared(name, 'float32', [name], name)], name),
          name,
        ),
      ]),
    )
    folder = typescriptFolder({
      'digits.ts': await clientFor(digits, 'digits'),
      'several.ts': await clientFor(several),
      'none.ts': await clientFor(described([], [declared('y', 'float32', [])])),
      'hostile.ts': await clientFor(described(hostileTensors, hostileTensors, hostile.join('\n'))),
      ...Object.fromEntries(hostileClients),
      'right.ts': [
        ...digitsUse,
        `type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false`,
        `export const scores: Tensor<[5, 10], 'float32'> = await client.predict(five)`,
        `const few = await client.predict(five.slice(0, 2))`,
        `export const exact: [Same<typeof few, Tensor<[number, 10], 'float32'>>, Same<typeof scores, Tensor<[5, 10], 'float32'>>] = [true, true]`,
        `import { inputs, outputs } from './digits.js'`,
        `export const shape: readonly ['batch', 8, 8, 1] = inputs[0].shape`,
        `export const name: 'scores' = outputs[0].name`,
        `import * as several from './several.js'`,
        `const model = await several.load()`,
        `const tokens = tensor(new BigInt64Array(6), [2, 3])`,
        `const result = await model.predict({ tokens, length: tensor(new Int32Array(2), [2]), any: null as never })`,
        `export const logits: Tensor<[2, 3, 5], 'float32'> = result.logits`,
        `export const top: Tensor<[number], 'int64'> = result['top k']`,
        `await client.release()`,
      ].join('\n'),
      'wrong.ts': [
        ...digitsUse,
        `await client.predict(tensor(new Float32Array(49), [1, 7, 7, 1]))`,
        `await client.predict(tensor(new Float32Array(64), [8, 8, 1]))`,
        `await client.predict(tensor(new Int32Array(64), [1, 8, 8, 1]))`,
        `const six: Tensor<[6, 10], 'float32'> = await client.predict(five)`,
        `await client.predict()`,
        `await load({ device: 'tpu' })`,
        `export { six }`,
      ].join('\n'),
    })
    errors = compilerErrors(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const errorsIn = (file: RegExp) => Object.keys(errors).filter((place) => file.test(place))

  test('clients and their right use, without an error', () => {
    expect(errorsIn(/^(?!wrong\.ts)/).map((place) => `${place} ${errors[place]}`)).toEqual([])
  })

  test('wrong shapes, ranks, dtypes and results are errors on their lines', () => {
    const [shape, ...others] = errorsIn(/^wrong\.ts/)
    expect([shape, ...others].map((place) => place?.replace(/ TS\d+$/, ''))).toEqual(
      [5, 6, 7, 8, 9, 10].map((line) => `wrong.ts:${line}`),
    )
    expect(errors[shape as string]).toContain(
      `Argument of type 'Tensor<[1, 7, 7, 1], "float32">' is not assignable to parameter of type 'Tensor<[1, 8, 8, 1], "float32">'`,
    )
  })

  test.each(hostile.map((name, i) => [JSON.stringify(name), name, i] as const))(
    'the name %s comes out as data, and as nothing else',
    async (_, name, i) => {
      const client = (await import(join(folder, `hostile-${i}.ts`))) as Record<
        'inputs' | 'outputs',
        readonly DeclaredTensor[]
      >
      for (const list of [client.inputs, client.outputs])
        expect(list).toEqual([{ name, dtype: 'float32', shape: [name] }])
      const all = (await import(join(folder, 'hostile.ts'))) as { readonly inputs: readonly DeclaredTensor[] }
      expect(all.inputs[i]?.name).toBe(name)
    },
  )

  test('hostile names add no statement, and no directive', async () => {
    for (const [i, name] of hostile.entries()) {
      const text = await clientFor(
        described([declared(name, 'float32', [name], name)], [declared(name, 'float32', [name], name)], name),
        name,
      )
      const source = ts.createSourceFile(`hostile-${i}.ts`, text, ts.ScriptTarget.Latest)
      expect(source.statements.map(({ kind }) => ts.SyntaxKind[kind])).toEqual([
        'ImportDeclaration',
        'FirstStatement',
        'FirstStatement',
        'InterfaceDeclaration',
        'FirstStatement',
      ])
      const { commentDirectives, checkJsDirective } = source as unknown as Record<string, unknown>
      expect([commentDirectives, checkJsDirective]).toEqual([undefined, undefined])
    }
  })
})

describe('run', () => {
  const compile = async (outputsOf: (...inputs: Value[]) => Record<string, Value>, inputs: readonly Value[]) => {
    const { model } = emitModel({ inputs, outputs: new Map(Object.entries(outputsOf(...inputs))) }, { name: 'test' })
    const text = await emitClient(await readModel(model, 'model.onnx'), {
      modelFile: './model.onnx',
      importFrom: './tenon.js',
    })
    const folder = typescriptFolder({ 'client.ts': text, 'model.onnx': model })
    const { load } = await import(join(folder, 'client.ts'))
    return { folder, client: await load() }
  }

  test('one input and output', async () => {
    const { client, folder } = await compile(
      (x) => ({ doubled: ops.mul(x as Value, constant(2, 'float32')) }),
      [input('in put', 'float32', ['batch', 2])],
    )
    const y = await client.predict(tensor(Float32Array.of(1, 2, 3, 4), [2, 2]))
    expect([y.dtype, y.toArray()]).toEqual([
      'float32',
      [
        [2, 4],
        [6, 8],
      ],
    ])
    await expect(client.predict(tensor(new Float32Array(6), [2, 3]))).rejects.toThrow('in put')
    await client.release()
    rmSync(folder, { recursive: true })
  })

  test('several inputs and outputs, whatever their names', async () => {
    const { client, folder } = await compile(
      (x, y) => ({
        __proto__sum: ops.add(x as Value, y as Value),
        'the *difference*': ops.sub(x as Value, y as Value),
      }),
      [input('__proto__', 'float32', ['n']), input('class', 'float32', ['n'])],
    )
    const [x, y] = [tensor(Float32Array.of(5), [1]), tensor(Float32Array.of(3), [1])]
    const result = await client.predict({ ['__proto__']: x, class: y })
    expect(result.__proto__sum.toArray()).toEqual([8])
    expect(result['the *difference*'].toArray()).toEqual([2])
    await client.release()
    rmSync(folder, { recursive: true })
  })
})
