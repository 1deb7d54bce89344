import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

/** Writes TypeScript files, named from `from`, as few JavaScript files into a folder: Node takes longer to find hundreds than to run them. */
export const bundleFiles = async (files: readonly string[], from: string, to: string): Promise<void> => {
  await build({
    entryPoints: files.map((file) => join(from, file)),
    outbase: from,
    outdir: to,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
  })
  // the worker thread begins with a file of its own, beside those that start it
  copyFileSync('src/runtime/session-worker.js', join(to, 'session-worker.js'))
}
