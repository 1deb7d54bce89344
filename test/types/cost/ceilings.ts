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
  right(programs.cnnFluent, 5200),
  wrong(faulty(programs.cnnFluent, kernel, largeKernel), 3750),
  right(programs.cnnFunctional, 2620),
  wrong(faulty(programs.cnnFunctional, kernel, largeKernel), 3390),
  right(programs.resnetFluent, 30_700),
  wrong(faulty(programs.resnetFluent, '.dense(1000', '.dense(0'), 30_400),
  right(programs.resnetFunctional, 5750),
  wrong(faulty(programs.resnetFunctional, 'conv2d(256, 1)', 'conv2d(255, 1)'), 7450),
  right(programs.transformerFluent, 6800),
  wrong(faulty(programs.transformerFluent, 'dense(512)', 'dense(511)'), 7600),
  right(programs.transformerFunctional, 3050),
  wrong(faulty(programs.transformerFunctional, 'dense(512)', 'dense(511)', 3), 4560),
  right(programs.denseFluent, 39_550),
  wrong(faulty(programs.denseFluent, '.dense(7)', '.dense(7.5)', 50), 20_100),
  right(programs.denseFunctional, 500),
  wrong(faulty(programs.denseFunctional, 'dense(7)', 'dense(7.5)', 50), 820),
]
