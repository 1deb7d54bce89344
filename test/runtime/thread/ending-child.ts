import { Trainer } from '../../../src/runtime/trainer.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'

/* Trains, and releases nothing. */

const { x, y } = regressionData(40)
const trainer = await Trainer.create(linearProgram(), { threads: 1 })
await trainer.fit(x, y, { verbose: 0 })
console.log((await trainer.evaluate(x, y)).loss > 0)
