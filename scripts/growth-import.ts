/* How long the import of the whole library takes, in a fresh process: prints milliseconds. */
const begun = performance.now()
await import('../src/index.js')
console.log(performance.now() - begun)
