/* Packs the package, installs it into an empty project, and uses it there as each supported TypeScript sees it. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const compilers = { '5.9': 'typescript-5.9', '6.0': 'typescript-6.0', '7.0': 'typescript' }
const resolutions = {
  node16: ['--module', 'node16', '--moduleResolution', 'node16'],
  bundler: ['--module', 'esnext', '--moduleResolution', 'bundler'],
}
const strict = ['--strict', '--skipLibCheck', 'false', '--target', 'es2022', 'consumer.ts']

let failures = 0
const report = (title: string, problem: string | undefined) => {
  console.log(`${problem === undefined ? 'ok    ' : 'FAILED'} ${title}`)
  if (problem === undefined) return
  failures++
  console.log(problem.trimEnd())
}

const project = mkdtempSync(join(tmpdir(), 'tenon-consumer-'))
process.on('exit', () => rmSync(project, { recursive: true, force: true }))

/** Runs a command; what it printed, and whether it went well. */
const run = (command: string, args: readonly string[], cwd = project) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 300_000 })
  return { ok: status === 0, stdout, text: `${stdout}${stderr}${error ?? ''}` }
}
const mustRun = (command: string, args: readonly string[], cwd?: string) => {
  const result = run(command, args, cwd)
  if (!result.ok) throw new Error(`${command} ${args.join(' ')}\n${result.text}`)
  return result
}

mustRun('npm', ['run', 'build'], resolve('.'))
const packed = mustRun('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], resolve('.'))
const [{ filename, files, unpackedSize }] = JSON.parse(packed.stdout) as [
  { filename: string; files: { path: string }[]; unpackedSize: number },
]
console.log(`${filename}: ${files.length} files, ${Math.round(unpackedSize / 1024)} KiB unpacked`)

writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n')
// without it the runtime's install script fetches CUDA libraries
writeFileSync(join(project, '.npmrc'), 'onnxruntime-node-install=skip\n')
mustRun('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${filename}`])
copyFileSync('test/package/consumer.ts', join(project, 'consumer.ts'))

const installed = join(project, 'node_modules/tenon')
const { exports, bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
  exports: Record<string, string | Record<string, string>>
  bin: Record<string, string>
}
const paths = (entry: string | Record<string, string>) => (typeof entry === 'string' ? [entry] : Object.values(entry))
const named = [...Object.values(exports).flatMap(paths), ...Object.values(bin)]
const missing = named.filter((path) => !existsSync(join(installed, path)))
report('every file that package.json names', missing.length > 0 ? `missing: ${missing.join(', ')}` : undefined)

for (const [version, name] of Object.entries(compilers)) {
  const tsc = resolve('node_modules', name, 'bin/tsc')
  const { stdout } = mustRun(process.execPath, [tsc, '--version'])
  if (!stdout.includes(` ${version}.`)) throw new Error(`node_modules/${name} is${stdout.trimEnd()}, not ${version}`)
  for (const [resolution, options] of Object.entries(resolutions)) {
    const { ok, text } = run(process.execPath, [tsc, ...options, ...strict, '--outDir', `out-${version}-${resolution}`])
    report(`types: TypeScript ${version}, ${resolution}`, ok ? undefined : text)
  }
}
const { ok, text } = run(process.execPath, ['out-7.0-node16/consumer.js'])
report('the compiled program runs', ok ? undefined : text)

if (failures > 0) process.exitCode = 1
