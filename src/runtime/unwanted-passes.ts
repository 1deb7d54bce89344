/**
 * Passes of the runtime over a graph that find nothing in those of ours, which have no quantized or half-precision numbers, no Dropout
 * and no operator of another domain: each goes over all nodes several times as a session is made.
 */
export const needlessPasses = [
  'BiasDropoutFusion',
  'DoubleQDQPairsRemover',
  'DynamicQuantizeMatMulFusion',
  'EnsureUniqueDQForNodeUnit',
  'FuseFp16InitializerToFp32NodeTransformer',
  'GroupQueryAttentionFusion',
  'GroupQueryAttentionPreNormFusion',
  'MatMulIntegerToFloatFusion',
  'MatMulNBitsFusion',
  'QDQFinalCleanupTransformer',
  'QDQPropagationTransformer',
  'QDQS8ToU8Transformer',
  'QDQSelectorActionTransformer',
  'WeightBiasQuantization',
  'WhereDummyDq',
]

/**
 * Those whose operators take longer on the CPU than what they replace: a sum and its normalization, 128 × 128 rows of 128, 10.8 ms fused, 1.8 ms
 * one by one, in one thread.
 */
export const slowPasses = ['SkipLayerNormFusion']
