/* Writes the package's JavaScript into dist. Its types are beside it, by the compiler. */
import { bundleFiles } from './bundle-files.js'

await bundleFiles(['index.ts', 'testing/index.ts', 'cli/main.ts'], 'src', 'dist')
