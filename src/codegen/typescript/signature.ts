import { formatShape } from '../../shapes/format.js'
import type { DType } from '../ir/value.js'
import { elementTypes } from '../onnx/element-types.js'
import type { DeclaredTensor, ModelDescription } from '../onnx/read.js'
import {
  commentName,
  commentText,
  isIdentifier,
  literalProperty,
  propertyName,
  quoted,
  typeName,
} from './source-text.js'

/** An object type that a client declares because the model has several inputs or outputs. */
export interface Bundle {
  readonly name: string
  readonly typeParameters: readonly string[]
  readonly members: readonly { readonly name: string; readonly type: string; readonly note: string }[]
}

/** The parts of a client that depend on the model's inputs and outputs, as source text. */
export interface Signature {
  readonly bundles: readonly Bundle[]
  /** Of `predict`: one for each symbolic dim of the inputs. */
  readonly typeParameters: readonly string[]
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly note: string }[]
  /** What `predict` resolves to. */
  readonly result: string
  readonly resultNote: string
  /** The feeds of a run, from the parameters. */
  readonly feeds: string
  /** The result, from `outputs`, what a run gives. */
  readonly returned: string
  readonly usesShape: boolean
}

/** How a model is called; `base` starts the names of types. Throws for a dtype that no Tensor holds. */
export const signatureOf = ({ inputs, outputs }: ModelDescription, base: string): Signature => {
  for (const tensor of inputs) checkDtype('input', tensor)
  for (const tensor of outputs) checkDtype('output', tensor)
  const names = { inputs: `${base}Inputs`, outputs: `${base}Outputs` }
  const symbols = nameSymbols(inputs, ['Tensor', 'Shape', 'Promise', names.inputs, names.outputs])
  const [input] = inputs
  const [output] = outputs as readonly [DeclaredTensor]
  const taken = inputs.length > 1 ? bundle(names.inputs, inputs, symbols) : undefined
  const given = outputs.length > 1 ? bundle(names.outputs, outputs, symbols) : undefined
  const fetched = (tensor: DeclaredTensor) => `outputs[${quoted(tensor.name)}] as ${tensorType(tensor, symbols)}`
  return {
    bundles: [taken, given].filter((declared) => declared !== undefined),
    typeParameters: [...symbols.values()],
    ...(taken
      ? {
          parameters: [{ name: 'inputs', type: reference(taken), note: 'one tensor for each input' }],
          feeds: '{ ...inputs }',
        }
      : input
        ? singleParameter(input, tensorType(input, symbols))
        : { parameters: [], feeds: '{}' }),
    result: given ? reference(given) : tensorType(output, symbols),
    resultNote: given ? 'one tensor for each output' : note(output),
    returned: given
      ? `{\n${outputs.map((tensor) => `${literalProperty(tensor.name)}: ${fetched(tensor)},`).join('\n')}\n}`
      : fetched(output),
    usesShape: [...inputs, ...outputs].some(({ shape }) => shape === null),
  }
}

const bundle = (name: string, tensors: readonly DeclaredTensor[], symbols: ReadonlyMap<string, string>): Bundle => ({
  name,
  typeParameters: [...symbols].flatMap(([symbol, parameter]) =>
    tensors.some(({ shape }) => shape?.includes(symbol)) ? [parameter] : [],
  ),
  members: tensors.map((tensor) => ({
    name: propertyName(tensor.name),
    type: tensorType(tensor, symbols),
    note: note(tensor),
  })),
})

const reference = ({ name, typeParameters }: Bundle): string =>
  typeParameters.length > 0 ? `${name}<${typeParameters.join(', ')}>` : name

/** Names that `predict` has for itself. */
const locals = ['model', 'outputs']

const singleParameter = (input: DeclaredTensor, type: string): Pick<Signature, 'parameters' | 'feeds'> => {
  const name = isIdentifier(input.name) && !locals.includes(input.name) ? input.name : 'x'
  const feed = name === input.name && name !== '__proto__' ? name : `${literalProperty(input.name)}: ${name}`
  const words = name === input.name ? facts(input) : note(input)
  return { parameters: [{ name, type, note: words }], feeds: `{ ${feed} }` }
}

/** A type parameter for each symbolic dim of the inputs, in order. */
const nameSymbols = (inputs: readonly DeclaredTensor[], avoid: readonly string[]): Map<string, string> => {
  const names = new Map<string, string>()
  const taken = new Set(avoid)
  for (const dim of inputs.flatMap(({ shape }) => shape ?? [])) {
    if (typeof dim !== 'string' || names.has(dim)) continue
    const base = typeName(dim, 'Dim')
    let name = base
    for (let count = 2; taken.has(name); count++) name = `${base}${count}`
    taken.add(name)
    names.set(dim, name)
  }
  return names
}

/** A symbol that no input has is known at run time only, and so is an open dim. */
const tensorType = ({ dtype, shape }: DeclaredTensor, symbols: ReadonlyMap<string, string>): string => {
  const dims = shape?.map((dim) => (typeof dim === 'number' ? `${dim}` : (symbols.get(dim ?? '') ?? 'number')))
  return `Tensor<${dims ? `[${dims.join(', ')}]` : 'Shape'}, ${quoted(dtype)}>`
}

const checkDtype = (role: string, { name, dtype }: DeclaredTensor): void => {
  if (Object.hasOwn(elementTypes, dtype)) return
  const known = (Object.keys(elementTypes) as DType[]).join(', ')
  throw new TypeError(`client: ${role} ${JSON.stringify(name)} is ${dtype}; a Tensor holds one of ${known}`)
}

/** `input: float32 [batch, 8, 8, 1]`, with the file's own words if it has any. */
const note = (tensor: DeclaredTensor): string => `${commentName(tensor.name)}: ${facts(tensor)}`

const facts = ({ dtype, shape, description }: DeclaredTensor): string => {
  const dims = shape
    ? formatShape(shape.map((dim) => (typeof dim === 'string' ? commentName(dim) : dim)))
    : 'of any shape'
  const words = commentText(description).replaceAll('\n', ' ')
  return `${dtype} ${dims}${words ? `, ${words}` : ''}`
}
