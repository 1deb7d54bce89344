/* `npm run example NAME -- [options]`, or the number of a lesson; `npm start` is the first. */
import { Command } from 'commander'
import { digits } from './01-digits.js'
import { residualExample } from './02-residual.js'
import { augmentation } from './03-augmentation.js'
import { sums } from './04-sums.js'
import { languagesExample } from './05-languages.js'
import { forecast } from './06-forecast.js'
import { rare } from './07-rare.js'
import { transformer } from './08-transformer.js'
import { quantiles } from './09-quantiles.js'
import { penguinsExample } from './10-penguins.js'
import { regions } from './11-regions.js'
import { serve } from './12-serve.js'
import { mnist } from './mnist.js'
import { sentiment } from './sentiment.js'

const lessons = [
  digits,
  residualExample,
  augmentation,
  sums,
  languagesExample,
  forecast,
  rare,
  transformer,
  quantiles,
  penguinsExample,
  regions,
  serve,
]

const program = new Command('npm run example').description('Runs one of the examples.').showHelpAfterError()
for (const [i, lesson] of lessons.entries()) program.addCommand(lesson.alias(`${i + 1}`))
program.addCommand(mnist).addCommand(sentiment)

try {
  await program.parseAsync()
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
