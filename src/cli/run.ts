import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import pc from 'picocolors'

/** Where a command writes; by default the terminal. */
export interface Streams {
  out(text: string): void
  err(text: string): void
}

const terminal: Streams = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
}

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string }

/**
 * Runs the command line.
 *
 * @param words what follows `tenon`
 * @returns the exit code: 0, 1 where the work failed, or 2 where the command line is wrong
 */
export const run = async (words: readonly string[], streams: Streams = terminal): Promise<number> => {
  try {
    await commands(streams).parseAsync(words, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    streams.err(`${pc.red('error:')} ${oneLine(error)}\n`)
    return 1
  }
}

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().replace(/\s*\n\s*/g, ' ')

const commands = ({ out, err }: Streams): Command => {
  const program = new Command('tenon')
    .description('Looks into ONNX models, and writes TypeScript clients for them.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
  program
    .command('inspect')
    .description('show the inputs, outputs, operators and size of an ONNX model')
    .argument('<model>', 'the .onnx file')
    .action(async (model: string) => {
      const { inspect } = await import('./inspect.js')
      out(await inspect(model))
    })
  program
    .command('client')
    .description('write a TypeScript module that loads an ONNX model and calls it with typed tensors')
    .argument('<model>', 'the .onnx file')
    .requiredOption('-o, --output <file>', 'the .ts file to write; it finds the model by its relative path')
    .option('-n, --name <name>', "what the client is called: 'digits' gives DigitsClient", 'model')
    .action(async (model: string, options: { readonly output: string; readonly name: string }) => {
      const { writeClient } = await import('./client.js')
      await writeClient(model, options)
      out(`wrote ${options.output}\n`)
    })
  return program
}
