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
