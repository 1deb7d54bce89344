import { loweredFor, loweredInSlices, type Target } from '../codegen/lowering/target.js'
import type { GraphOptions, PredictionProgram, Program } from '../runtime/program.js'

/** The program with its graphs of training lowered for a target. */
export const trainedFor = (program: Program, target: Partial<Target>): Program => {
  const { step, steps, training } = program
  return {
    ...program,
    step: (given) => loweredFor(target, () => step(given)),
    ...(steps && { steps: (given?: GraphOptions) => loweredFor(target, () => steps(given)) }),
    ...(training && { training: (...which) => loweredInSlices(target, training(...which)) }),
  }
}

/** The program with all graphs lowered for a device; undefined for the CPU. */
export const loweredProgram = (
  program: Program,
  { device = 'cpu' }: { readonly device?: Target['device'] | undefined },
): Program => {
  if (device === 'cpu') return program
  const { evaluation, evaluations, submodel } = program
  return {
    ...trainedFor(program, { device }),
    ...predictedFor(program, { device }),
    evaluation: (given) => loweredFor({ device }, () => evaluation(given)),
    ...(evaluations && { evaluations: (given?: GraphOptions) => loweredFor({ device }, () => evaluations(given)) }),
    submodel: (part) => {
      const own = submodel(part)
      return { ...own, ...predictedFor(own, { device }) }
    },
  }
}

const predictedFor = (
  { prediction, inference }: PredictionProgram,
  target: Partial<Target>,
): Pick<PredictionProgram, 'prediction' | 'inference'> => ({
  prediction: () => loweredFor(target, prediction),
  inference: (...given) => loweredFor(target, () => inference(...given)),
})
