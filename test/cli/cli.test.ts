import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.js'
import { modelBytes } from '../support/onnx-model.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

let folder: string
const at = (name: string) => join(folder, name)
const model = modelBytes(
  [
    ['image', 'float32', ['batch', 8, 8, 1]],
    ['kernel', 'float32', [64, 1000]],
  ],
  [['scores', 'float32', ['batch', 1000]]],
  {
    metadataProps: [{ key: 'author', value: 'someone\u001b[31m' }],
    graph: {
      docString: 'Tells digits apart.',
      node: [{ opType: 'MatMul' }, { opType: 'Relu' }, { opType: 'Relu' }],
      initializer: [{ name: 'kernel', dataType: 1, dims: [64, 1000] }],
    },
  },
)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenon-cli-'))
  writeFileSync(at('model.onnx'), model)
  writeFileSync(at('short.onnx'), model.subarray(0, model.length - 20))
  writeFileSync(at('text.onnx'), 'not a model\n')
  writeFileSync(
    at('half.onnx'),
    modelBytes([], [], { graph: { output: [{ name: 'y', type: { tensorType: { elemType: 10 } } }] } }),
  )
  symlinkSync(at('nowhere'), at('broken.onnx'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the command line in this process. */
const tenon = async (...words: string[]) => {
  let [out, err] = ['', '']
  const code = await run(words, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
  })
  return { code, out: stripVTControlCharacters(out), err: stripVTControlCharacters(err) }
}

/** Runs it as users do, in a process of its own. */
const spawned = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(root, 'src/cli/main.ts'), ...words],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  )
  return { code: status, out: stdout, err: stderr }
}

describe('inspect', () => {
  test('prints inputs, outputs, operators and parameters', async () => {
    const { code, out, err } = await tenon('inspect', at('model.onnx'))
    expect([code, err]).toEqual([0, ''])
    expect(out).toBe(`${at('model.onnx')}
Tells digits apart.
  producer    test
  format      ONNX IR 8, operator set ai.onnx 17
  parameters  64,000
  size        ${model.length} bytes
  author      someone\\u{1b}[31m

inputs
  image  float32  [batch, 8, 8, 1]

inputs with a default
  kernel  float32  [64, 1000]

outputs
  scores  float32  [batch, 1000]

operators (3)
  MatMul  1
  Relu    2
`)
  })

  test('shows models that no client can be written for', async () => {
    const { code, out } = await tenon('inspect', at('half.onnx'))
    expect(code).toBe(0)
    expect(out).toContain('y  float16  any shape')
  })
})

describe('client', () => {
  test('writes a client that finds the model by its relative path', async () => {
    const output = at('client.ts')
    expect(await tenon('client', at('model.onnx'), '-o', output, '--name', 'digits')).toEqual({
      code: 0,
      out: `wrote ${output}\n`,
      err: '',
    })
    const text = readFileSync(output, 'utf8')
    expect(text).toContain("new URL('./model.onnx', import.meta.url)")
    expect(text).toContain('export interface DigitsClient')
    expect(text).toContain("predict<Batch extends number>(image: Tensor<[Batch, 8, 8, 1], 'float32'>)")
    mkdirSync(at('deep/er'), { recursive: true })
    await tenon('client', at('model.onnx'), '--output', at('deep/er/client.ts'))
    expect(readFileSync(at('deep/er/client.ts'), 'utf8')).toContain("new URL('../../model.onnx', import.meta.url)")
  })

  test('never overwrites what is no TypeScript file', async () => {
    const { code, err } = await tenon('client', at('model.onnx'), '-o', at('model.onnx'))
    expect([code, err]).toEqual([
      1,
      `error: the client is a TypeScript module: expected a .ts file, got ${at('model.onnx')}\n`,
    ])
    expect(readFileSync(at('model.onnx')).equals(model)).toBe(true)
  })

  test('a folder that is not there, and a dtype that no Tensor holds', async () => {
    const { code, err } = await tenon('client', at('model.onnx'), '-o', at('no/such/client.ts'))
    expect(code).toBe(1)
    expect(err).toMatch(/^error: cannot write .*client\.ts: .*\n$/)
    expect(await tenon('client', at('half.onnx'), '-o', at('half.ts'))).toMatchObject({
      code: 1,
      err: 'error: client: output "y" is float16; a Tensor holds one of float32, uint8, int32, int64, bool, float64\n',
    })
  })
})

describe('wrong files: one line on stderr, exit code 1', () => {
  test.each([
    ['missing.onnx', 'cannot read FILE: there is no such file'],
    ['broken.onnx', 'cannot read FILE: there is no such file'],
    ['.', 'cannot read FILE: it is a directory'],
    ['text.onnx', 'FILE is not a whole ONNX model: it cannot be decoded; it may be cut off or of another format'],
    ['short.onnx', 'FILE is not a whole ONNX model: it cannot be decoded; it may be cut off or of another format'],
  ])('%s', async (name, sentence) => {
    for (const words of [['inspect'], ['client', '-o', at('unwritten.ts')]]) {
      expect(await tenon(...words, at(name))).toEqual({
        code: 1,
        out: '',
        err: `error: ${sentence.replace('FILE', at(name))}\n`,
      })
    }
  })
})

describe('wrong command lines: what is wrong on stderr, exit code 2', () => {
  test.each([
    [['inspect'], "error: missing required argument 'model'\n"],
    [['client', 'm.onnx'], "error: required option '-o, --output <file>' not specified\n"],
    [['inspct', 'm.onnx'], "error: unknown command 'inspct'\n(Did you mean inspect?)\n"],
    [['inspect', 'm.onnx', '--every-node'], "error: unknown option '--every-node'\n"],
    [['inspect', 'a.onnx', 'b.onnx'], "error: too many arguments for 'inspect'. Expected 1 argument but got 2.\n"],
  ])('%j', async (words, err) => {
    expect(await tenon(...words)).toEqual({ code: 2, out: '', err })
  })

  test('no command prints the help', async () => {
    const { code, err } = await tenon()
    expect([code, err.split('\n')[0]]).toEqual([2, 'Usage: tenon [options] [command]'])
  })
})

test('help and version', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  expect(await tenon('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
  const { code, out } = await tenon('client', '--help')
  expect(code).toBe(0)
  expect(out).toContain('-o, --output <file>')
})

describe('as a process', () => {
  test('inspect', () => {
    const { code, out, err } = spawned('inspect', at('model.onnx'))
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('image  float32  [batch, 8, 8, 1]')
  })

  test('a wrong file: its sentence, no stack trace', () => {
    const { code, out, err } = spawned('inspect', at('short.onnx'))
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^error: .*short\.onnx is not a whole ONNX model: .*\n$/)
  })

  test('a wrong command line', () => {
    expect(spawned('inspect').code).toBe(2)
  })
})
