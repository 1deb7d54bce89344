import { either, type LayerCases, refused, right, wrong } from '../layer-cases.js'

const notRecurrent = 'bidirectional: expected a recurrent layer, such as lstm(64), got another one'

const notBackwards =
  'bidirectional: expected backwardLayer to be a recurrent layer, such as lstm(64, { goBackwards: true }), got another one'

export const bidirectional: LayerCases = {
  right: [
    right('[5, 4]', '.bidirectional(lstm(3))', '["batch", 6], 192'),
    right('[null, 4]', '.bidirectional(gru(3, { returnSequences: true }))', '["batch", number, 6], 162', {
      runs: '["batch", null, 6], 162',
    }),
    right('[5, 4]', ".bidirectional(simpleRnn(3), { mergeMode: 'sum' })", '["batch", 3], 48'),
    right(
      "['time', 4]",
      ".bidirectional(lstm(3, { returnSequences: true }), { mergeMode: 'ave' })",
      '["batch", "time", 3], 192',
    ),
    right('[5, 4]', '.bidirectional(lstm(3), { mergeMode: null })', '[["batch", 3], ["batch", 3]], 192', {
      ends: true,
      runs: '["batch", 3], 192',
    }),
    right(
      '[5, 4]',
      '.bidirectional(gru(3, { returnState: true }))',
      '[["batch", 6], ["batch", 3], ["batch", 3]], 162',
      { ends: true, runs: '["batch", 6], 162' },
    ),
    right('[5, 4]', '.bidirectional(lstm(3), { backwardLayer: gru(3, { goBackwards: true }) })', '["batch", 6], 177'),
    right('[5, 4]', '.bidirectional(lstm(3), { backwardLayer: gru(2, { goBackwards: true }) })', '["batch", 5], 144'),
    right(
      '[null, 4]',
      '.bidirectional(lstm(3, { returnSequences: true }), { backwardLayer: gru(2, { returnSequences: true, goBackwards: true }) })',
      '["batch", number, 5], 144',
      { runs: '["batch", null, 5], 144' },
    ),
    right(
      '[5, 4]',
      '.bidirectional(gru(2, { goBackwards: true }), { backwardLayer: lstm(3), mergeMode: null })',
      '[["batch", 2], ["batch", 3]], 144',
      { ends: true, runs: '["batch", 2], 144' },
    ),
    right(
      '[5, 4]',
      '.bidirectional(lstm(3, { returnState: true }), { backwardLayer: gru(2, { goBackwards: true, returnState: true }) })',
      '[["batch", 5], ["batch", 3], ["batch", 3], ["batch", 2]], 144',
      { ends: true, runs: '["batch", 5], 144' },
    ),
    right(
      '[5, 4]',
      ".bidirectional(lstm(3), { mergeMode: 'sum', backwardLayer: gru(3, { goBackwards: true }) })",
      '["batch", 3], 177',
    ),
    right('[5, 4]', '.bidirectional(lstm(units), { mergeMode: undefined })', '["batch", number], number', {
      setup: 'let units = 3',
      runs: '["batch", 6], 192',
    }),
    right('[5, 4]', '.bidirectional(lstm(3, { goBackwards }))', '["batch", 6], 192', {
      setup: 'const goBackwards = Date.now() < 0',
    }),
    right('[5, 4]', '.bidirectional(block(lstm(3)))', '["batch", 6], 192'),
    right('[5, 4]', '.bidirectional(lstm(3), { backwardLayer: undefined })', '["batch", 6], 192'),
    right(
      '[5, 4]',
      '.bidirectional(lstm(3, { returnState: true }), { mergeMode })',
      '[Shape, ["batch", 3], ["batch", 3], ["batch", 3], ["batch", 3]], 192',
      { setup: either('mergeMode', "'sum'", "'concat'"), ends: true, runs: '["batch", 3], 192' },
    ),
    right('[5, 4]', '.bidirectional(lstm(3), { mergeMode })', 'Shape, 192', {
      setup: either('mergeMode', "'sum'", "'concat'"),
      runs: '["batch", 3], 192',
    }),
  ],
  wrong: [
    wrong(
      '[64]',
      '.bidirectional(lstm(3))',
      'bidirectional: expected input [batch, time, features], got [batch, 64]; use returnSequences: true in the layer before, or reshape',
    ),
    wrong('[5, 4]', '.bidirectional(dense(3))', notRecurrent),
    wrong('[5, 4]', '.bidirectional(block(lstm(3), dense(3)))', notRecurrent),
    wrong('[5, 4]', '.bidirectional(lstm(3), { backwardLayer: dense(3) })', notBackwards),
    wrong(
      '[5, 4]',
      '.bidirectional(lstm(3), { backwardLayer: lstm(3) })',
      'bidirectional: one of the layer and backwardLayer must have goBackwards, got false in both',
    ),
    wrong(
      '[5, 4]',
      '.bidirectional(lstm(3, { goBackwards: true }))',
      'bidirectional: the layer itself must go forwards, got goBackwards: true; leave that to bidirectional',
    ),
    wrong(
      '[5, 4]',
      '.bidirectional(lstm(3), { backwardLayer: lstm(3, { goBackwards: true, returnSequences: true }) })',
      'bidirectional: returnSequences must be the same in the layer and backwardLayer, got false and true',
    ),
    wrong(
      '[5, 4]',
      '.bidirectional(lstm(3, { returnState: true }), { backwardLayer: lstm(3, { goBackwards: true }) })',
      'bidirectional: returnState must be the same in the layer and backwardLayer, got true and false',
    ),
    wrong(
      '[5, 4]',
      ".bidirectional(lstm(3), { mergeMode: 'ave', backwardLayer: gru(2, { goBackwards: true }) })",
      "bidirectional: mergeMode 'ave' needs as many units in the layer as in backwardLayer, got 3 and 2",
    ),
    wrong(
      '[5, 4]',
      '.bidirectional(lstm(3), { backwardLayer: gru(0, { goBackwards: true }) })',
      'gru: units must be a positive integer, got 0',
    ),
    wrong('[5, 4]', '.bidirectional(lstm(3, { dropout: 1 }))', 'lstm: dropout must be in [0, 1), got 1'),
    wrong('[5, 4]', '.bidirectional(lstm(0))', 'lstm: units must be a positive integer, got 0'),
  ],
  refused: [
    refused(
      '[5, 4]',
      ".bidirectional(lstm(3), { mergeMode: 'summ' })",
      `Type '"summ"' is not assignable to type 'MergeMode | undefined'. Did you mean '"sum"'?`,
      { throws: `bidirectional: mergeMode must be 'concat', 'sum', 'mul' or 'ave', got "summ"` },
    ),
  ],
}
