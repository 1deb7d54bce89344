import { chain, type Family } from './entry.js'

export const inputs: Family = {
  title: 'Inputs',
  entries: [
    {
      title: 'The batch among the dims',
      cause: 'The shape of an input is that of one sample; the batch is put in front of it by itself.',
      wrong: chain("['batch', 28, 28, 1]", '.flatten()'),
      line: 1,
      mended: chain('[28, 28, 1]', '.flatten()'),
    },
    {
      title: 'A dim that is none',
      cause: "A dim is a positive integer, a name for one that may differ ('time'), or null for one without a name.",
      wrong: chain('[0, 3]', '.lstm(8)'),
      line: 1,
      mended: chain("['time', 3]", '.lstm(8)'),
    },
    {
      title: 'A number in place of a list',
      cause: 'The shape is a list, also where it has one dim only.',
      wrong: chain('8', '.dense(3)'),
      line: 1,
      mended: chain('[8]', '.dense(3)'),
      throws: 'input: expected a list of dims, such as [28, 28, 1], got 8',
    },
  ],
}
