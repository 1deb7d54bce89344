/* `npm run example NAME -- [options]`, or the number of a lesson; `npm start` is the first. */
import { Command } from 'commander'
import { digits } from './01-digits.js'
import { residualExample } from './02-residual.js'
import { sums } from './03-sums.js'
import { languagesExample } from './04-languages.js'
import { forecast } from './05-forecast.js'
import { rare } from './06-rare.js'
import { transformer } from './07-transformer.js'
import { quantiles } from './08-quantiles.js'
import { regions } from './09-regions.js'
import { mnist } from './mnist.js'
import { sentiment } from './sentiment.js'

const lessons = [digits, residualExample, sums, languagesExample, forecast, rare, transformer, quantiles, regions]

const program = new Command('npm run example').description('Runs one of the examples.').showHelpAfterError()
for (const [i, lesson] of lessons.entries()) program.addCommand(lesson.alias(`${i + 1}`))
program.addCommand(mnist).addCommand(sentiment)

try {
  await program.parseAsync()
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
