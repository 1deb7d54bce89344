export { add } from './add.js'
export { argMax } from './arg-max.js'
export { average } from './average.js'
export { cast } from './cast.js'
export { clip } from './clip.js'
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from './comparison.js'
export { concatenate } from './concatenate.js'
export { divide } from './divide.js'
export { dot } from './dot.js'
export { einsum } from './einsum.js'
export { expandDims } from './expand-dims.js'
export { logicalAnd, logicalNot, logicalOr } from './logical.js'
export { matmul } from './matmul.js'
export { max } from './max.js'
export { maximum } from './maximum.js'
export { mean } from './mean.js'
export { min } from './min.js'
export { minimum } from './minimum.js'
export { multiply } from './multiply.js'
export { power } from './power.js'
export { slice } from './slice.js'
export { logSoftmax, softmax } from './softmax.js'
export { split } from './split.js'
export { squeeze } from './squeeze.js'
export { stack } from './stack.js'
export { subtract } from './subtract.js'
export { sum } from './sum.js'
export { transpose } from './transpose.js'
export {
  abs,
  exp,
  floor,
  log,
  negative,
  relu,
  sigmoid,
  sign,
  softplus,
  sqrt,
  square,
  tanh,
} from './unary.js'
export { where } from './where.js'
