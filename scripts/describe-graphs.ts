import { type DeclaredTensor, readModel } from '../src/index.js'

/** A Markdown page of ONNX graphs: what each takes and gives, and which operators it is made of. */
export const describeGraphs = async (title: string, graphs: Readonly<Record<string, Uint8Array>>): Promise<string> => {
  const sections = await Promise.all(
    Object.entries(graphs).map(async ([name, bytes]) => {
      const { inputs, defaults, outputs, operators, opsets, parameters } = await readModel(bytes, name)
      const versions = [...opsets].map(([domain, version]) => `${domain} ${version}`).join(', ')
      const total = [...operators.values()].reduce((a, b) => a + b, 0)
      return [
        `## ${name}`,
        `Operator set ${versions}; ${total} nodes; ${parameters} numbers inside.`,
        table('input', inputs),
        ...(defaults.length > 0 ? [table('input with a default', defaults)] : []),
        table('output', outputs),
        [...operators].map(([operator, count]) => `${operator} ${count}`).join(', '),
      ].join('\n\n')
    }),
  )
  return `${[`# ${title}`, 'Written by `npm run generate`. Do not edit.', ...sections].join('\n\n')}\n`
}

const table = (heading: string, tensors: readonly DeclaredTensor[]): string =>
  [
    `| ${heading} | dtype | shape |`,
    '| --- | --- | --- |',
    ...tensors.map(({ name, dtype, shape }) => `| \`${name}\` | ${dtype} | [${shape?.join(', ')}] |`),
  ].join('\n')
