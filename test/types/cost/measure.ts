import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CostProgram } from './programs.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

export interface Cost {
  /** Instantiations above those of a file that only imports the library; they do not vary from run to run. */
  readonly instantiations: number
  /** Milliseconds of checking above those of that file. */
  readonly check: number
  readonly errors: readonly string[]
}

/** Compiles programs with one of the TypeScripts, by its package's name. */
export class CostMeter {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tenon-cost-'))
  private readonly bases = new Map<string, Cost>()

  constructor(private readonly compiler = 'typescript') {
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }')
  }

  measure({ imports, source }: Pick<CostProgram, 'imports' | 'source'>): Cost {
    const base = this.base(imports)
    const whole = this.compile(imports, source)
    return {
      instantiations: whole.instantiations - base.instantiations,
      check: whole.check - base.check,
      errors: whole.errors,
    }
  }

  release(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  private base(imports: string): Cost {
    const known = this.bases.get(imports)
    if (known) return known
    const made = this.compile(imports, '')
    this.bases.set(imports, made)
    return made
  }

  private compile(imports: string, source: string): Cost {
    const text = `import { ${imports} } from 'tenon'\nexport const used = { ${imports} }\n${source}`
    writeFileSync(join(this.folder, 'case.ts'), text)
    const compilerOptions = { paths: { tenon: [`${root}src/index.ts`] }, typeRoots: [`${root}node_modules/@types`] }
    const config = { extends: `${root}tsconfig.json`, compilerOptions, include: [], files: ['case.ts'] }
    writeFileSync(join(this.folder, 'tsconfig.json'), JSON.stringify(config))
    // one thread: several would each check the files that the case needs, and count them
    const single = this.compiler === 'typescript' ? ['--singleThreaded'] : []
    const options = ['-p', this.folder, '--extendedDiagnostics', ...single, '--pretty', 'false']
    const { stdout } = spawnSync(process.execPath, [`${root}node_modules/${this.compiler}/bin/tsc`, ...options], {
      encoding: 'utf8',
    })
    const figure = (name: string) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1])
    return {
      instantiations: figure('Instantiations'),
      check: figure('Check time') * 1000,
      errors: stdout.match(/error TS\d+/g) ?? [],
    }
  }
}
