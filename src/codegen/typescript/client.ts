import type { DeclaredTensor, ModelDescription } from '../onnx/read.js'
import { type Signature, signatureOf } from './signature.js'
import { commentText, quoted, typeName } from './source-text.js'

export interface ClientOptions {
  /** Path of the ONNX file from the client's folder, such as './inference.onnx'; '/' separates folders. */
  readonly modelFile: string
  /** What the client's interface is called: 'digits' gives `DigitsClient`. Default 'model'. */
  readonly name?: string | undefined
  /** Where the client gets `loadModel` and `Tensor` from; default 'tenon'. */
  readonly importFrom?: string | undefined
}

/**
 * Writes a TypeScript module that loads an ONNX file and calls it with typed tensors: the shapes and dtypes of the file's
 * inputs and outputs are those of `predict`; a symbolic dim, such as the batch, is a type parameter.
 * Throws for a dtype that no Tensor holds. The same model gives the same text.
 */
export const emitClient = async (
  model: ModelDescription,
  { modelFile, name = 'model', importFrom = 'tenon' }: ClientOptions,
): Promise<string> => {
  const base = typeName(name, 'Model')
  const signature = signatureOf(model, base)
  const { IndentationText, Project, QuoteKind, ts, VariableDeclarationKind } = await import('ts-morph')
  const project = new Project({
    useInMemoryFileSystem: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces, quoteKind: QuoteKind.Single },
  })
  const source = project.createSourceFile('client.ts')
  const client = `${base}Client`
  const parameters = signature.parameters.map(({ name, type }) => ({ name, type }))
  const numbers = (names: readonly string[]) => names.map((name) => ({ name, constraint: 'number' }))

  source.addImportDeclaration({
    moduleSpecifier: importFrom,
    namedImports: importedNames(signature),
  })
  for (const [variable, tensors, words] of [
    ['inputs', model.inputs, 'What the model takes'],
    ['outputs', model.outputs, 'What the model gives'],
  ] as const) {
    source.addVariableStatement({
      isExported: true,
      declarationKind: VariableDeclarationKind.Const,
      docs: [`${words}. Symbolic dims are strings; null stands for a dim or a rank that is not known.`],
      declarations: [{ name: variable, initializer: `${metadata(tensors)} as const` }],
      leadingTrivia: variable === 'outputs' ? '\n' : '',
    })
  }
  for (const { name, typeParameters, members } of signature.bundles) {
    source.addInterface({
      isExported: true,
      name,
      typeParameters: numbers(typeParameters),
      properties: members.map(({ name, type, note }) => ({ name, type, isReadonly: true, docs: [note] })),
    })
  }
  source.addInterface({
    isExported: true,
    name: client,
    docs: [commentText(model.description) || `The model of ${commentText(modelFile)}, loaded.`],
    methods: [
      {
        name: 'predict',
        docs: [predictDocs(signature)],
        typeParameters: numbers(signature.typeParameters),
        parameters,
        returnType: `Promise<${signature.result}>`,
      },
      { name: 'release', docs: ['Frees the native session.'], returnType: 'Promise<void>' },
    ],
  })
  source.addVariableStatement({
    isExported: true,
    declarationKind: VariableDeclarationKind.Const,
    docs: ['Loads the model. Throws if its file is missing or broken, or the device is not there.'],
    declarations: [{ name: 'load', initializer: loadFunction(signature, client, modelFile) }],
  })
  source.formatText({ indentSize: 2, semicolons: ts.SemicolonPreference.Remove, ensureNewLineAtEndOfFile: true })
  const heading = '// Written by Tenon. Do not edit: write it again when the model changes.\n'
  return `${heading}${source.getFullText()}`
}

/** Sorted as Biome sorts. */
const importedNames = ({ usesShape }: Signature) => [
  { name: 'loadModel' },
  { name: 'SessionOptions', isTypeOnly: true },
  ...(usesShape ? [{ name: 'Shape', isTypeOnly: true }] : []),
  { name: 'Tensor', isTypeOnly: true },
]

const metadata = (tensors: readonly DeclaredTensor[]): string => {
  const entries = tensors.map(({ name, dtype, shape }) => {
    const dims = shape?.map((dim) => (typeof dim === 'string' ? quoted(dim) : String(dim)))
    return `{ name: ${quoted(name)}, dtype: ${quoted(dtype)}, shape: ${dims ? `[${dims.join(', ')}]` : 'null'} }`
  })
  return entries.length === 1 ? `[${entries[0]}]` : `[\n${entries.map((entry) => `${entry},\n`).join('')}]`
}

const predictDocs = ({ parameters, resultNote }: Signature): string =>
  [
    'Runs the model once.',
    '',
    ...parameters.map(({ name, note }) => `@param ${name} - ${note}`),
    `@returns ${resultNote}`,
  ].join('\n')

const loadFunction = (signature: Signature, client: string, modelFile: string): string => {
  const { typeParameters, parameters, feeds, returned } = signature
  const generics =
    typeParameters.length > 0 ? `<${typeParameters.map((name) => `${name} extends number`).join(', ')}>` : ''
  const list = parameters.map(({ name, type }) => `${name}: ${type}`).join(', ')
  const url = modelFile.split('/').map(encodeURIComponent).join('/')
  return `async (options: SessionOptions = {}): Promise<${client}> => {
  const model = await loadModel(new URL(${quoted(url)}, import.meta.url), options)
  return {
    async predict${generics}(${list}) {
      const outputs = await model.run(${feeds})
      return ${returned}
    },
    release: () => model.release(),
  }
}`
}
