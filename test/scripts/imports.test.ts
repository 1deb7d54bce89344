import { expect, test } from 'vitest'
import { importViolations } from '../../scripts/imports.js'

const forms = {
  value: (name: string) => `import { a } from '${name}'`,
  effect: (name: string) => `import '${name}'`,
  type: (name: string) => `import type { A } from '${name}'`,
  'inline type': (name: string) => `import { type A } from '${name}'`,
  export: (name: string) => `export { a } from '${name}'`,
  'export all': (name: string) => `export * as a from '${name}'`,
  dynamic: (name: string) => `export const a = () => import('${name}')`,
  template: (name: string) => `export const a = () => import(\`${name}\`)`,
  'type query': (name: string) => `export type A = typeof import('${name}')`,
  'import equals': (name: string) => `import a = require('${name}')`,
}

test.each([
  ['src/shapes/a.ts', '../codegen/autodiff.js'],
  ['src/shapes/a.ts', 'node:fs'],
  ['src/shapes/a.ts', 'onnxruntime-node'],
  ['src/codegen/a.ts', '../runtime/fit.js'],
  ['src/codegen/a.ts', '../dsl/layers/index.js'],
  ['src/codegen/a.ts', '../index.js'],
  ['src/codegen/a.ts', 'tenon'],
  ['src/codegen/a.ts', '../../examples/support/digits-data.js'],
  ['src/codegen/a.ts', 'onnx-proto'],
  ['src/codegen/a.ts', 'ts-morph'],
  ['src/codegen/ops/a.ts', './add.js'],
  ['src/codegen/ops/a.ts', '../ops/add.js'],
  ['src/codegen/ops/a.ts', '../../cli/main.js'],
  ['src/codegen/ops/a.ts', '../../index.js'],
  ['src/codegen/ops/a.ts', 'onnxruntime-node'],
  ['src/runtime/a.ts', '../dsl/forward.js'],
  ['src/runtime/a.ts', 'onnxruntime-common'],
  ['src/runtime/a.ts', 'protobufjs/minimal.js'],
  ['src/codegen/onnx/a.ts', 'protobufjs/minimal.js'],
  ['src/runtime/sub/a.ts', '../../index.js'],
  ['src/dsl/a.ts', '../index.js'],
  ['src/dsl/a.ts', '../../test/support/evaluate.js'],
  ['src/dsl/layers/a.ts', 'onnxruntime-node'],
  ['src/index.ts', './cli/main.js'],
  ['src/cli/a.ts', 'onnxruntime-node'],
  ['src/other/a.ts', '../shapes/dim.js'],
])('%s may not import %s', (path, name) => {
  for (const [form, write] of Object.entries(forms))
    expect(importViolations(path, write(name)), form).toEqual([expect.stringContaining(`${path}: '${name}': `)])
})

test.each([
  ['src/shapes/a.ts', './dim.js'],
  ['src/codegen/a.ts', '../shapes/dim.js'],
  ['src/codegen/a.ts', 'node:path'],
  ['src/codegen/onnx/a.ts', 'onnx-proto'],
  ['src/codegen/typescript/a.ts', 'ts-morph'],
  ['src/codegen/ops/index.ts', './add.js'],
  ['src/codegen/ops/a.ts', '../ir/op.js'],
  ['src/runtime/session.ts', 'onnxruntime-node'],
  ['src/runtime/direct-session.ts', 'onnxruntime-node/dist/binding.js'],
  ['src/codegen/onnx/message.ts', 'protobufjs/minimal.js'],
  ['src/dsl/layers/a.ts', '../../runtime/trainer.js'],
  ['src/index.ts', './dsl/sequential.js'],
  ['src/cli/a.ts', '../index.js'],
  ['src/cli/a.ts', 'tenon'],
])('%s may import %s', (path, name) => {
  for (const [form, write] of Object.entries(forms)) expect(importViolations(path, write(name)), form).toEqual([])
})

test('an import that cannot be checked is a violation', () => {
  expect(importViolations('src/dsl/a.ts', 'export const a = (name: string) => import(name)')).toEqual([
    'src/dsl/a.ts: an import of a computed path cannot be checked',
  ])
})

test('comments and strings are not imports', () => {
  const text = `// import '../cli/main.js'\nexport const a = "import '../cli/main.js'"`
  expect(importViolations('src/dsl/a.ts', text)).toEqual([])
})
