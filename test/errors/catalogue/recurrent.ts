import { chain, type Family } from './entry.js'

export const recurrent: Family = {
  title: 'Recurrent layers and what holds them',
  entries: [
    {
      title: 'Both directions of a layer that has none',
      cause: 'bidirectional runs a recurrent layer forwards and backwards.',
      wrong: chain('[10, 3]', '.bidirectional(dense(8))', '.dense(1)'),
      line: 2,
      mended: chain('[10, 3]', '.bidirectional(gru(8))', '.dense(1)'),
    },
    {
      title: 'A backward layer that is not recurrent',
      cause: 'A backward layer of its own stands in for the copy of the first.',
      wrong: chain('[10, 3]', '.bidirectional(gru(8), { backwardLayer: dense(8) })', '.dense(1)'),
      line: 2,
      mended: chain(
        '[10, 3]',
        '.bidirectional(gru(8), { backwardLayer: lstm(8, { goBackwards: true }) })',
        '.dense(1)',
      ),
    },
    {
      title: 'A layer that goes backwards by itself',
      cause: 'bidirectional turns the copy around; the layer it is given goes forwards.',
      wrong: chain('[10, 3]', '.bidirectional(lstm(8, { goBackwards: true }))', '.dense(1)'),
      line: 2,
      mended: chain('[10, 3]', '.bidirectional(lstm(8))', '.dense(1)'),
    },
    {
      title: 'Two layers in one direction',
      cause: 'A backward layer of its own is taken as it is, so it must say that it goes backwards.',
      wrong: chain('[10, 3]', '.bidirectional(lstm(8), { backwardLayer: lstm(4) })', '.dense(1)'),
      line: 2,
      mended: chain(
        '[10, 3]',
        '.bidirectional(lstm(8), { backwardLayer: lstm(4, { goBackwards: true }) })',
        '.dense(1)',
      ),
    },
    {
      title: 'Directions that give different things',
      cause: 'Outputs of one step cannot be joined with those of all steps.',
      wrong: chain(
        '[10, 3]',
        '.bidirectional(lstm(8, { returnSequences: true }), {',
        '  backwardLayer: lstm(8, { goBackwards: true }),',
        '})',
        '.flatten()',
      ),
      line: 3,
      mended: chain(
        '[10, 3]',
        '.bidirectional(lstm(8, { returnSequences: true }), {',
        '  backwardLayer: lstm(8, { goBackwards: true, returnSequences: true }),',
        '})',
        '.flatten()',
      ),
    },
    {
      title: 'A sum of outputs of different length',
      cause: "'sum', 'mul' and 'ave' work element by element; 'concat' takes any two lengths.",
      wrong: chain(
        '[10, 3]',
        '.bidirectional(lstm(8), {',
        "  mergeMode: 'sum',",
        '  backwardLayer: lstm(4, { goBackwards: true }),',
        '})',
      ),
      line: 4,
      mended: chain(
        '[10, 3]',
        '.bidirectional(lstm(8), {',
        "  mergeMode: 'concat',",
        '  backwardLayer: lstm(4, { goBackwards: true }),',
        '})',
      ),
    },
    {
      title: 'A layer after several tensors',
      cause: 'With returnState, or mergeMode: null, a layer gives more than one tensor; a chain can only end there.',
      wrong: chain('[10, 3]', '.lstm(8, { returnState: true })', '.dense(1)'),
      line: 3,
      mended: chain('[10, 3]', '.lstm(8)', '.dense(1)'),
    },
    {
      title: 'The same within a block',
      cause: 'A block is a chain too.',
      wrong: chain('[10, 3]', '.pipe(block(lstm(8, { returnState: true }), dense(1)))'),
      line: 2,
      mended: chain('[10, 3]', '.pipe(block(lstm(8), dense(1)))'),
    },
    {
      title: 'Several tensors for each step',
      cause: 'timeDistributed joins one tensor for each step.',
      wrong: chain('[4, 10, 3]', '.timeDistributed(lstm(8, { returnState: true }))', '.flatten()'),
      line: 2,
      mended: chain('[4, 10, 3]', '.timeDistributed(lstm(8))', '.flatten()'),
    },
  ],
}
