import type { Family } from './entry.js'

export const text: Family = {
  title: 'Text',
  entries: [
    {
      title: 'A list where lists are expected',
      cause: 'padSequences takes one list for each text.',
      wrong: 'const rows = padSequences([3, 1, 2])',
      line: 1,
      mended: 'const rows = padSequences([[3, 1, 2]])',
      throws: 'padSequences: list 0 is 3, expected a list of integers',
    },
    {
      title: 'Rows without length',
      cause: 'The length is that of each row, in ids.',
      wrong: 'const rows = padSequences([[3, 1, 2]], { length: 0 })',
      line: 1,
      mended: 'const rows = padSequences([[3, 1, 2]], { length: 4 })',
    },
    {
      title: 'A row where rows are expected',
      cause: 'decode gives a text for each row of ids.',
      wrong: "const words = tokenizer({ vocabulary: ['cat', 'dog'] })\nconst texts = words.decode([2, 3])",
      line: 2,
      mended: "const words = tokenizer({ vocabulary: ['cat', 'dog'] })\nconst texts = words.decode([[2, 3]])",
      throws: 'decode: expected rows of ids, such as [[2, 3]], got [2, 3]',
    },
  ],
}
