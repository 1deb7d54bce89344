import { chain, type Family } from './entry.js'

export const axes: Family = {
  title: 'Other shapes of the same elements',
  entries: [
    {
      title: 'A target of another size',
      cause: 'reshape keeps the elements of a sample: the products of its dims before and after are the same.',
      wrong: chain('[12]', '.reshape([5, 4])', '.flatten()'),
      line: 2,
      mended: chain('[12]', '.reshape([3, 4])', '.flatten()'),
    },
    {
      title: 'A dim that cannot be filled in',
      cause: 'The dim -1 is what is left over, which must come out whole.',
      wrong: chain('[12]', '.reshape([5, -1])', '.flatten()'),
      line: 2,
      mended: chain('[12]', '.reshape([6, -1])', '.flatten()'),
    },
    {
      title: 'Two dims to be filled in',
      cause: 'One dim can follow from the others, two cannot.',
      wrong: chain('[12]', '.reshape([-1, 2, -1])', '.flatten()'),
      line: 2,
      mended: chain('[12]', '.reshape([3, 2, -1])', '.flatten()'),
    },
    {
      title: 'A target dim that is none',
      cause: 'The batch is not among the dims, and null and names have no place there.',
      wrong: chain('[12]', '.reshape([0, 12])', '.flatten()'),
      line: 2,
      mended: chain('[12]', '.reshape([1, 12])', '.flatten()'),
    },
    {
      title: 'A permutation that is none',
      cause: 'permute names each axis of a sample once, by its number from 1; the batch, 0, stays where it is.',
      wrong: chain('[10, 3]', '.permute([0, 1])', '.lstm(8)'),
      line: 2,
      mended: chain('[10, 3]', '.permute([2, 1])', '.lstm(8)'),
    },
  ],
}
