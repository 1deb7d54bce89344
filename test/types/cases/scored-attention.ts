import { either, type LayerCases, refused, right, unknownOption, unknownSeries, wrong } from '../layer-cases.js'

const vectors = (layer: string) =>
  `${layer}: expected input [batch, time, features], got [batch, 8]; use returnSequences: true in the layer before, or reshape`
const rate = (layer: string, got: string) => `${layer}: dropout must be in [0, 1), got ${got}`

export const attention: LayerCases = {
  right: [
    right('[5, 8]', '.attention()', '["batch", 5, 8], 0'),
    right('[5, 8]', '.attention({ useScale: true })', '["batch", 5, 8], 1'),
    right('[5, 8]', ".attention({ scoreMode: 'concat' })", '["batch", 5, 8], 1'),
    right('[5, 8]', ".attention({ scoreMode: 'concat', useScale: true, dropout: 0.1 })", '["batch", 5, 8], 2'),
    right('[5, 8]', '.attention({ useScale })', '["batch", 5, 8], number', {
      setup: either('useScale', 'true', 'false'),
      runs: '["batch", 5, 8], 1',
    }),
    right("['time', 'f']", '.attention({ useCausalMask: true })', '["batch", "time", "f"], 0'),
    right('[null, 8]', '.attention()', '["batch", number, 8], 0', { runs: '["batch", null, 8], 0' }),
    right('dims', '.attention()', '["batch", ...number[]], 0', { setup: unknownSeries, runs: '["batch", 8, 3], 0' }),
  ],
  wrong: [
    wrong('[8]', '.attention()', vectors('attention')),
    wrong('[5, 8]', '.attention({ dropout: 1 })', rate('attention', '1')),
  ],
  refused: [
    refused(
      '[5, 8]',
      '.attention({ scale: true })',
      unknownOption('scale', 'AttentionOptions<false, "dot", undefined, undefined>'),
    ),
    refused(
      '[5, 8]',
      ".attention({ scoreMode: 'sum' })",
      `Type '"sum"' is not assignable to type '"concat" | "dot" | undefined'.`,
      {
        throws: `attention: scoreMode must be 'dot' or 'concat', got "sum"`,
      },
    ),
  ],
}

export const additiveAttention: LayerCases = {
  right: [
    right('[5, 8]', '.additiveAttention()', '["batch", 5, 8], 8'),
    right('[5, 8]', '.additiveAttention({ useScale: false, dropout: 0.5 })', '["batch", 5, 8], 0'),
    right("['time', 'f']", '.additiveAttention({ useScale: false })', '["batch", "time", "f"], 0'),
    right('dims', '.additiveAttention()', '["batch", ...number[]], number', {
      setup: unknownSeries,
      runs: '["batch", 8, 3], 3',
    }),
  ],
  wrong: [
    wrong('[8]', '.additiveAttention()', vectors('additiveAttention')),
    wrong('[5, 8]', '.additiveAttention({ dropout: -1 })', rate('additiveAttention', '-1')),
    wrong(
      "[5, 'f']",
      '.additiveAttention()',
      'additiveAttention: the features must be a known number, got f; give it in input(…) or reshape first',
      { leftOut: true },
    ),
  ],
  refused: [
    refused(
      '[5, 8]',
      ".additiveAttention({ scoreMode: 'dot' })",
      unknownOption('scoreMode', 'AdditiveAttentionOptions<true, undefined, undefined, undefined>'),
    ),
  ],
}
