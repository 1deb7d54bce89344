import type { FusedActivation } from '../../codegen/ops/fused-recurrence.js'
import type { ActivationLike, ActivationName } from '../activations.js'

/** The activations that ONNX's recurrent operators have, by our names; not softplus, which overflows in ONNX Runtime's. */
const fusedActivations: Partial<Record<ActivationName, FusedActivation>> = {
  elu: { name: 'Elu', alpha: 1 },
  hardSigmoid: { name: 'HardSigmoid', alpha: 1 / 6, beta: 0.5 },
  leakyRelu: { name: 'LeakyRelu', alpha: 0.2 },
  linear: { name: 'Affine', alpha: 1, beta: 0 },
  relu: { name: 'Relu' },
  sigmoid: { name: 'Sigmoid' },
  softsign: { name: 'Softsign' },
  tanh: { name: 'Tanh' },
}

/** Only by name: those with options run step by step. */
export const fusedActivation = (like: ActivationLike): FusedActivation | undefined =>
  typeof like === 'string' ? fusedActivations[like] : undefined
