import { loweredFor, loweredInSlices, type Target } from '../codegen/lowering/target.js'
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import type { Slices } from '../codegen/slices.js'
import type { PredictionProgram, Program } from '../runtime/program.js'

/** The members of a program that make graphs of this kind. */
type MakerOf<P, Made> = keyof {
  [K in keyof P as NonNullable<P[K]> extends (...given: never[]) => Made ? K : never]: true
}

/** Each member that makes a graph: at once, or in slices. A new one does not compile until it is here. */
const predicting = {
  prediction: loweredMaker,
  predicting: slicedMaker,
  inference: loweredMaker,
  inferring: slicedMaker,
} as const
const training = { step: loweredMaker, steps: loweredMaker, training: slicedMaker } as const
const evaluating = { evaluation: loweredMaker, evaluations: loweredMaker, evaluating: slicedMaker } as const
const makers = { ...predicting, ...training, ...evaluating } satisfies Readonly<
  Record<MakerOf<Program, CompiledGraph>, typeof loweredMaker> &
    Record<MakerOf<Program, Slices<CompiledGraph>>, typeof slicedMaker>
>

type Made<T> = (...given: never[]) => T

function loweredMaker(target: Partial<Target>, make: Made<CompiledGraph>): Made<CompiledGraph> {
  return (...given) => loweredFor(target, () => make(...given))
}

function slicedMaker(target: Partial<Target>, make: Made<Slices<CompiledGraph>>): Made<Slices<CompiledGraph>> {
  return (...given) => loweredInSlices(target, make(...given))
}

const withLowered = <P extends PredictionProgram>(program: P, target: Partial<Target>, which: object): P => {
  const own = Object.entries(which).flatMap(([name, lowered]) => {
    const make = program[name as keyof P]
    return make ? [[name, lowered(target, make)]] : []
  })
  return { ...program, ...Object.fromEntries(own) }
}

/** The program with its graphs of training lowered for a target. */
export const trainedFor = (program: Program, target: Partial<Target>): Program => withLowered(program, target, training)

/** The program with all graphs lowered for a device, those of its submodels too. */
export const loweredProgram = (
  program: Program,
  { device = 'cpu' }: { readonly device?: Target['device'] | undefined },
): Program => {
  if (device === 'cpu') return program
  const submodel: Program['submodel'] = (part) => withLowered(program.submodel(part), { device }, predicting)
  return { ...withLowered(program, { device }, makers), submodel }
}
