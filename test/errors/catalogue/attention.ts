import { chain, type Family } from './entry.js'

export const attention: Family = {
  title: 'Attention',
  entries: [
    {
      title: 'Heads that cannot share keys',
      cause: 'Each head of keys and values serves as many heads of the query.',
      wrong: chain('[10, 32]', '.groupedQueryAttention(8, 6, 4)', '.flatten()'),
      line: 2,
      mended: chain('[10, 32]', '.groupedQueryAttention(8, 6, 3)', '.flatten()'),
    },
    {
      title: 'Attention to what is no series',
      cause:
        'A query attends to steps. What is one vector for each sample may be repeated, or get an axis by expandDims.',
      wrong: `const [words, picture] = [input([10, 32]), input([64])]
const seen = multiHeadAttention(4, 8)(words, { value: picture })`,
      line: 2,
      mended: `const [words, picture] = [input([10, 32]), input([49, 64])]
const seen = multiHeadAttention(4, 8)(words, { value: picture })`,
    },
    {
      title: 'A value in place of options',
      cause: 'What is attended to is given by name: a value, and a key where that is another tensor.',
      wrong: `const [query, value] = [input([10, 32]), input([7, 32])]
const seen = attention()(query, value)`,
      line: 2,
      mended: `const [query, value] = [input([10, 32]), input([7, 32])]
const seen = attention()(query, { value })`,
    },
    {
      title: 'A key for other steps than the value has',
      cause: 'Each step of what is attended to has a key, by which it is found, and a value.',
      wrong: `const [query, value, key] = [input([10, 32]), input([7, 32]), input([5, 32])]
const seen = multiHeadAttention(4, 8)(query, { value, key })`,
      line: 2,
      mended: `const [query, value, key] = [input([10, 32]), input([7, 32]), input([7, 16])]
const seen = multiHeadAttention(4, 8)(query, { value, key })`,
    },
    {
      title: 'A mask of other steps than are attended to',
      cause:
        'attentionMask says for each step of the query and each of the value whether the one may attend to the other.',
      wrong: `const [query, value, mask] = [input([10, 32]), input([7, 32]), input([7, 10])]
const seen = multiHeadAttention(4, 8)(query, { value, attentionMask: mask })`,
      line: 2,
      mended: `const [query, value, mask] = [input([10, 32]), input([7, 32]), input([10, 7])]
const seen = multiHeadAttention(4, 8)(query, { value, attentionMask: mask })`,
    },
    {
      title: 'A query and a key that cannot be compared',
      cause: 'attention and additiveAttention compare features one by one, without weights that would make them equal.',
      wrong: `const [query, value] = [input([10, 32]), input([7, 64])]
const seen = attention()(query, { value })`,
      line: 2,
      mended: `const [query, value] = [input([10, 32]), input([7, 64])]
const seen = attention()(query, { value, key: dense(32)(value) })`,
    },
  ],
}
