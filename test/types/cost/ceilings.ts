import * as programs from './programs.js'
import { type CostProgram, faulty } from './programs.js'

/** A program and the most instantiations that it may take with TypeScript 7. */
export interface Ceiling {
  readonly program: CostProgram
  readonly instantiations: number
  /** What the compiler finds. */
  readonly errors: readonly string[]
}

const right = (program: CostProgram, instantiations: number): Ceiling => ({ program, instantiations, errors: [] })

/** One mistake is one error. */
const wrong = (program: CostProgram, instantiations: number, error = 'error TS2345'): Ceiling => ({
  program,
  instantiations,
  errors: [error],
})

const kernel = "(64, 3, { padding: 'same', activation"
const largeKernel = '(64, 15, { activation'

/** They leave a few percent of room; a change that needs more should say why. */
export const ceilings: readonly Ceiling[] = [
  right(programs.cnnFluent, 4980),
  wrong(faulty(programs.cnnFluent, kernel, largeKernel), 3660),
  right(programs.cnnFunctional, 1930),
  wrong(faulty(programs.cnnFunctional, kernel, largeKernel), 2720),
  right(programs.resnetFluent, 27_000),
  wrong(faulty(programs.resnetFluent, '.dense(1000', '.dense(0'), 26_700),
  right(programs.resnetFunctional, 4560),
  wrong(faulty(programs.resnetFunctional, 'conv2d(256, 1)', 'conv2d(255, 1)'), 5920),
  right(programs.transformerFluent, 5280),
  wrong(faulty(programs.transformerFluent, 'dense(512)', 'dense(511)'), 5450),
  right(programs.transformerFunctional, 2610),
  wrong(faulty(programs.transformerFunctional, 'dense(512)', 'dense(511)', 3), 3950),
  right(programs.denseFluent, 39_550),
  wrong(faulty(programs.denseFluent, '.dense(7)', '.dense(7.5)', 50), 20_100),
  right(programs.denseFunctional, 880),
  wrong(faulty(programs.denseFunctional, 'dense(7)', 'dense(7.5)', 50), 1150),
]
