/* `npm run example NAME -- [options]`; `npm start` is the example digits. */
import { Command } from 'commander'
import { digits } from './digits.js'
import { mnist } from './mnist.js'

const program = new Command('npm run example')
  .description('Runs one of the examples.')
  .addCommand(digits)
  .addCommand(mnist)
  .showHelpAfterError()

try {
  await program.parseAsync()
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
