import { either, type LayerCases, refused, right, wrong } from '../layer-cases.js'

const notRecurrent = 'bidirectional: expected a recurrent layer, such as lstm(64), got another one'

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
    right('[5, 4]', '.bidirectional(lstm(3), { mergeMode })', 'Shape, 192', {
      setup: either('mergeMode', "'sum'", "'concat'"),
      runs: '["batch", 3], 192',
    }),
  ],
  wrong: [
    wrong('[64]', '.bidirectional(lstm(3))', 'bidirectional: expected input [batch, time, features], got [batch, 64]'),
    wrong('[5, 4]', '.bidirectional(dense(3))', notRecurrent),
    wrong('[5, 4]', '.bidirectional(block(lstm(3), dense(3)))', notRecurrent),
    wrong('[5, 4]', '.bidirectional(lstm(0))', 'lstm: units must be a positive integer, got 0'),
  ],
  refused: [
    refused(
      '[5, 4]',
      ".bidirectional(lstm(3), { mergeMode: 'summ' })",
      `Type '"summ"' is not assignable to type 'MergeMode | undefined'. Did you mean '"sum"'?`,
      { throws: `bidirectional: mergeMode must be 'concat' or 'sum' or 'mul' or 'ave', got "summ"` },
    ),
  ],
}
