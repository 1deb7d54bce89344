import { chain, type Family } from './entry.js'

export const numbers: Family = {
  title: 'Numbers as arguments',
  entries: [
    {
      title: 'A count that is no positive integer',
      cause: 'Units, filters, sizes, strides and the like count things.',
      wrong: chain('[8]', '.dense(0)', '.dense(3)'),
      line: 2,
      mended: chain('[8]', '.dense(16)', '.dense(3)'),
    },
    {
      title: 'The same of an option on a line of its own',
      cause: 'The sentence is on the line of the option.',
      wrong: chain('[28, 28, 1]', '.conv2d(32, 3, {', "  padding: 'same',", '  strides: 0.5,', '})', '.flatten()'),
      line: 4,
      mended: chain('[28, 28, 1]', '.conv2d(32, 3, {', "  padding: 'same',", '  strides: 2,', '})', '.flatten()'),
    },
    {
      title: 'A rate outside of 0 to 1',
      cause: 'A rate is the fraction that is dropped; all of it would leave nothing.',
      wrong: chain('[8]', '.dropout(50)', '.dense(3)'),
      line: 2,
      mended: chain('[8]', '.dropout(0.5)', '.dense(3)'),
    },
    {
      title: 'Three numbers for two axes',
      cause: 'A size of a window is one number for both axes, or [height, width].',
      wrong: chain('[28, 28, 1]', '.conv2d(32, [3, 3, 1])', '.flatten()'),
      line: 2,
      mended: chain('[28, 28, 1]', '.conv2d(32, [3, 3])', '.flatten()'),
    },
    {
      title: 'Negative edges',
      cause: 'Padding and cropping are numbers of steps, at both ends or as [start, end].',
      wrong: chain('[10, 3]', '.zeroPadding1d([-1, 2])', '.conv1d(8, 3)'),
      line: 2,
      mended: chain('[10, 3]', '.zeroPadding1d([0, 2])', '.conv1d(8, 3)'),
    },
    {
      title: 'Nothing left of a series',
      cause: 'As many steps are cut off as there are, or more.',
      wrong: chain('[10, 3]', '.cropping1d(5)', '.lstm(8)'),
      line: 2,
      mended: chain('[10, 3]', '.cropping1d(2)', '.lstm(8)'),
    },
    {
      title: 'An axis that is not there',
      cause: 'The batch is axis 0, and the last axis is -1 too.',
      wrong: chain('[28, 28, 1]', '.batchNormalization({ axis: 4 })', '.flatten()'),
      line: 2,
      mended: chain('[28, 28, 1]', '.batchNormalization({ axis: 3 })', '.flatten()'),
    },
    {
      title: 'Weights along an axis of no known length',
      cause: 'Each position along an axis that is not shared has an alpha of its own, so their number must be known.',
      wrong: chain("['height', 'width', 3]", '.prelu({ sharedAxes: 1 })', '.globalMaxPooling2d()'),
      line: 2,
      mended: chain("['height', 'width', 3]", '.prelu({ sharedAxes: [1, 2] })', '.globalMaxPooling2d()'),
    },
  ],
}
