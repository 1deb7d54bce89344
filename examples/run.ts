/* `npm run example NAME -- [options]`; `npm start` is the example digits. */
import { Command } from 'commander'
import { augmentation } from './augmentation.js'
import { digits } from './digits.js'
import { forecast } from './forecast.js'
import { languagesExample } from './languages.js'
import { mnist } from './mnist.js'
import { rare } from './rare.js'
import { regions } from './regions.js'
import { residualExample } from './residual.js'
import { sentiment } from './sentiment.js'
import { sums } from './sums.js'
import { transformer } from './transformer.js'

const program = new Command('npm run example')
  .description('Runs one of the examples.')
  .addCommand(digits)
  .addCommand(augmentation)
  .addCommand(mnist)
  .addCommand(forecast)
  .addCommand(languagesExample)
  .addCommand(rare)
  .addCommand(sentiment)
  .addCommand(regions)
  .addCommand(residualExample)
  .addCommand(sums)
  .addCommand(transformer)
  .showHelpAfterError()

try {
  await program.parseAsync()
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
