import { chain, type Family } from './entry.js'

export const normalizations: Family = {
  title: 'Normalizations',
  entries: [
    {
      title: 'No axis to normalize',
      cause: 'A layer needs one axis at least; left out, it is the last.',
      wrong: chain('[8, 8, 3]', '.layerNormalization({ axis: [] })', '.flatten()'),
      line: 2,
      mended: chain('[8, 8, 3]', '.layerNormalization()', '.flatten()'),
    },
    {
      title: 'One axis twice',
      cause: 'The last of four axes is -1 and 3.',
      wrong: chain('[8, 8, 3]', '.layerNormalization({ axis: [3, -1] })', '.flatten()'),
      line: 2,
      mended: chain('[8, 8, 3]', '.layerNormalization({ axis: [2, -1] })', '.flatten()'),
    },
    {
      title: 'Groups of channels that cannot be of one size',
      cause: 'All groups have as many channels; left out, there are 32 groups, as in Keras.',
      wrong: chain('[8, 8, 24]', '.groupNormalization({ groups: 32 })', '.flatten()'),
      line: 2,
      mended: chain('[8, 8, 24]', '.groupNormalization({ groups: 8 })', '.flatten()'),
    },
  ],
}
