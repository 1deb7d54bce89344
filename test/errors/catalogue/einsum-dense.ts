import { chain, type Entry, type Family } from './entry.js'

const entry = (title: string, cause: string, wrong: string, mended: string, input = '[10, 32]'): Entry => ({
  title,
  cause,
  wrong: chain(input, `.einsumDense(${wrong})`, '.flatten()'),
  line: 2,
  mended: chain(input, `.einsumDense(${mended})`, '.flatten()'),
})

export const einsumDense: Family = {
  title: 'Dense layers by an equation',
  entries: [
    entry(
      'An equation that is none',
      'The terms are the input, the kernel and, behind the arrow, the output; three dots may stand at one end of the input and of the output.',
      "'abc->abd', [10, 64]",
      "'abc,cd->abd', [10, 64]",
    ),
    entry(
      'A letter twice in a term',
      'A letter stands for one axis; there are no diagonals.',
      "'abc,cc->abc', [10, 32]",
      "'abc,cd->abd', [10, 32]",
    ),
    entry(
      'An axis that comes from nowhere',
      'An axis of the output is one of the input or of the kernel, and one of the kernel is of the input or of the output.',
      "'abc,cd->abe', [10, 64]",
      "'abc,cd->abd', [10, 64]",
    ),
    entry(
      'The batch in another place',
      'The samples are the first axis before and behind each layer, and have no weights of their own.',
      "'abc,cd->bad', [10, 64]",
      "'abc,cd->abd', [10, 64]",
    ),
    entry(
      'An input of another rank',
      'Each axis of the input has a letter, the batch as well, but for those that three dots stand for.',
      "'ac,cd->ad', 64",
      "'...c,cd->...d', 64",
    ),
    entry(
      'Too few dims of the output',
      'outputShape has all dims of the output but the batch and those of three dots.',
      "'abc,cd->abd', 64",
      "'abc,cd->abd', [10, 64]",
    ),
    entry(
      'A dim that is not there',
      'Only the user knows how long an axis is that the kernel alone has.',
      "'abc,cd->abd', [10, null]",
      "'abc,cd->abd', [null, 64]",
    ),
    entry(
      'A dim that the input has otherwise',
      'A letter is one length in the input and in the output.',
      "'abc,cd->abd', [12, 64]",
      "'abc,cd->abd', [null, 64]",
    ),
    entry(
      'A bias along no axis of the output',
      'A bias is added to the output, the same for each sample.',
      "'abc,cd->abd', [10, 64], { biasAxes: 'c' }",
      "'abc,cd->abd', [10, 64], { biasAxes: 'd' }",
    ),
  ],
}
