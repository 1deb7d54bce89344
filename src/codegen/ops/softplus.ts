import { type UnaryOp, unary } from '../ir/elementwise.js'

/** log(1 + exp(x)), without overflow. ONNX Runtime has it for float32 only. */
export const softplus: UnaryOp = unary('softplus', (o, { x, dy }) => o.mul(dy, o.sigmoid(x)), { dtypes: ['float32'] })
