import { longRun } from './long-run.js'

/* Exits amid a run. */

const { trainer, x, y, options } = await longRun()
setTimeout(() => process.exit(7), Number(process.argv[2]))
await trainer.fit(x, y, { ...options, epochs: 1000 })
