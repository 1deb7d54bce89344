import { join } from 'node:path'
import { build } from 'esbuild'

const options = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
} as const

/** Writes TypeScript files, named from `from`, as few JavaScript files into a folder: Node takes longer to find hundreds than to run them. */
export const bundleFiles = async (files: readonly string[], from: string, to: string): Promise<void> => {
  await build({
    ...options,
    entryPoints: files.map((file) => join(from, file)),
    outbase: from,
    outdir: to,
    splitting: true,
  })
  // the worker thread begins with a file of its own, beside those that start it
  await build({ ...options, entryPoints: ['src/runtime/session-worker.js'], outdir: to })
}
