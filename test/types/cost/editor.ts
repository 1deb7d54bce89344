import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript-6.0'
import { type CostProgram, resnetFluent, resnetFunctional } from './programs.js'

/*
 * How long an editor waits for completion and hover in a program, with the language server of TypeScript 7 and the language
 * service of TypeScript 6: in a file that it has checked, and after a letter was typed since.
 */

const root = fileURLToPath(new URL('../../../', import.meta.url))
const rounds = 15

type Request = 'completion' | 'hover'

/** What an editor does with its one file. */
interface Editor {
  open(text: string): Promise<void>
  change(text: string): Promise<void>
  /** Resolves to how many characters the answer has. */
  ask(request: Request, text: string, offset: number): Promise<number>
  close(): void
}

interface Place {
  readonly title: string
  readonly request: Request
  readonly text: string
  readonly offset: number
}

const places = ({ imports, source }: CostProgram, last: string): Place[] => {
  const text = `import { ${imports} } from 'tenon'\n${source}${last}.`
  const options = "dense(1000, { activation: 'softmax' })"
  const inOptions = text.replace(options, "dense(1000, { activation: 'softmax',  })")
  return [
    { title: 'completion after .', request: 'completion', text, offset: text.length },
    {
      title: 'completion in options',
      request: 'completion',
      text: inOptions,
      offset: inOptions.indexOf("'softmax', ") + "'softmax', ".length,
    },
    { title: 'hover on the model', request: 'hover', text, offset: text.lastIndexOf(last) + 1 },
    { title: 'hover on the last layer', request: 'hover', text, offset: text.indexOf(options) + 1 },
  ]
}

export interface Latency {
  readonly program: string
  readonly editor: string
  readonly request: string
  /** Milliseconds in a checked file, and after a change; the worst of them all beside. */
  readonly checked: number
  readonly 'checked, worst': number
  readonly changed: number
  readonly 'changed, worst': number
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const sorted = (times: readonly number[]): number[] =>
  times.map((time) => Math.round(time * 10) / 10).toSorted((a, b) => a - b)

const timePlace = async (editor: Editor, { request, text, offset }: Place) => {
  await editor.change(text)
  const answer = await editor.ask(request, text, offset)
  if (answer < 20) throw new Error(`the editor has nothing to say: ${request} at ${offset}`)
  const checked: number[] = []
  const changed: number[] = []
  for (let i = 0; i < rounds; i++) {
    const typed = `${text}\n//${'x'.repeat(i + 1)}`
    await editor.change(typed)
    changed.push(await timed(() => editor.ask(request, typed, offset)))
    checked.push(await timed(() => editor.ask(request, typed, offset)))
  }
  const [one, two] = [sorted(checked), sorted(changed)]
  const middle = Math.floor(rounds / 2)
  return {
    checked: one[middle] as number,
    'checked, worst': one.at(-1) as number,
    changed: two[middle] as number,
    'changed, worst': two.at(-1) as number,
  }
}

/** Times both editors at each place of the two ResNets. */
export const timeEditors = async (): Promise<Latency[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-editor-'))
  const compilerOptions = { paths: { tenon: [`${root}src/index.ts`] }, typeRoots: [`${root}node_modules/@types`] }
  const config = { extends: `${root}tsconfig.json`, compilerOptions, include: [], files: ['case.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const file = join(folder, 'case.ts')
  writeFileSync(file, '')
  const latencies: Latency[] = []
  for (const [title, make] of [
    ['TS 7 server', languageServer],
    ['TS 6.0 service', languageService],
  ] as const) {
    const editor = make(file)
    try {
      await editor.open('')
      for (const [program, last] of [
        [resnetFluent, 'model'],
        [resnetFunctional, 'network'],
      ] as const) {
        for (const place of places(program, last)) {
          latencies.push({
            program: program.title,
            editor: title,
            request: place.title,
            ...(await timePlace(editor, place)),
          })
        }
      }
    } finally {
      editor.close()
    }
  }
  rmSync(folder, { recursive: true, force: true })
  return latencies
}

const languageService = (file: string): Editor => {
  let [text, version] = ['', 0]
  const { config } = ts.readConfigFile(join(file, '../tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(file, '..'))
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? `${version}` : '0'),
    getScriptSnapshot: (name) => {
      const content = name === file ? text : ts.sys.readFile(name)
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  }
  const service = ts.createLanguageService(host)
  const change = async (next: string): Promise<void> => {
    text = next
    version += 1
  }
  return {
    open: change,
    change,
    async ask(request, _, offset) {
      const answer =
        request === 'hover'
          ? service.getQuickInfoAtPosition(file, offset)?.displayParts
          : service.getCompletionsAtPosition(file, offset, undefined)?.entries.map(({ name }) => name)
      return JSON.stringify(answer ?? '').length
    },
    close: () => service.dispose(),
  }
}

const languageServer = (file: string): Editor => {
  const server = spawn(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '--lsp', '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const rpc = connect(server)
  const uri = pathToFileURL(file).href
  let version = 1
  return {
    async open(text) {
      await rpc.request('initialize', {
        processId: process.pid,
        rootUri: pathToFileURL(join(file, '..')).href,
        capabilities: {},
      })
      rpc.notify('initialized', {})
      rpc.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version, text } })
    },
    async change(text) {
      version += 1
      rpc.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] })
    },
    async ask(request, text, offset) {
      const before = text.slice(0, offset).split('\n')
      const position = { line: before.length - 1, character: (before.at(-1) as string).length }
      return JSON.stringify((await rpc.request(`textDocument/${request}`, { textDocument: { uri }, position })) ?? '')
        .length
    },
    close: () => server.kill(),
  }
}

/** JSON-RPC over a process's pipes. What the server asks for is answered with null. */
const connect = (server: ChildProcess) => {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  let [buffer, id] = [Buffer.alloc(0), 0]
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    server.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  const receive = (message: { id?: number; method?: string; result?: unknown; error?: { message: string } }): void => {
    if (message.id === undefined) return
    if (message.method !== undefined) {
      send({ id: message.id, result: null })
      return
    }
    const waiter = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error) waiter?.reject(new Error(message.error.message))
    else waiter?.resolve(message.result)
  }
  server.stdout?.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString('utf8', 0, Math.max(end, 0)))?.[1])
      if (end < 0 || buffer.length < end + 4 + length) return
      const body = buffer.toString('utf8', end + 4, end + 4 + length)
      buffer = buffer.subarray(end + 4 + length)
      receive(JSON.parse(body))
    }
  })
  return {
    notify: (method: string, params: object): void => send({ method, params }),
    request: (method: string, params: object): Promise<unknown> =>
      new Promise((resolve, reject) => {
        id += 1
        waiting.set(id, { resolve, reject })
        send({ id, method, params })
      }),
  }
}
