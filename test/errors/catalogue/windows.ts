import { chain, type Family } from './entry.js'

export const windows: Family = {
  title: 'Convolution and pooling',
  entries: [
    {
      title: 'A kernel larger than its input',
      cause: "With padding 'valid', the default, the kernel must lie within the input.",
      wrong: chain('[28, 28, 1]', '.conv2d(32, 3)', '.maxPooling2d(2)', '.conv2d(64, 15)', '.flatten()'),
      line: 4,
      mended: chain('[28, 28, 1]', '.conv2d(32, 3)', '.maxPooling2d(2)', '.conv2d(64, 5)', '.flatten()'),
    },
    {
      title: 'A dilated kernel larger than its input',
      cause: 'Dilated by d, a kernel of k elements reaches over (k - 1) · d + 1 of the input.',
      wrong: chain('[20, 3]', '.conv1d(8, 6, { dilationRate: 4 })', '.flatten()'),
      line: 2,
      mended: chain('[20, 3]', ".conv1d(8, 6, { dilationRate: 4, padding: 'same' })", '.flatten()'),
    },
    {
      title: 'A pool larger than its input',
      cause: 'Earlier layers have left less than one pool.',
      wrong: chain('[9, 9, 1]', '.maxPooling2d(2)', '.maxPooling2d(2)', '.maxPooling2d(3)', '.flatten()'),
      line: 4,
      mended: chain('[9, 9, 1]', '.maxPooling2d(2)', '.maxPooling2d(2)', '.maxPooling2d(2)', '.flatten()'),
    },
    {
      title: 'Strides together with dilation',
      cause: 'As in Keras, a convolution has one of the two.',
      wrong: chain('[32, 32, 3]', '.conv2d(8, 3, { strides: 2, dilationRate: 2 })', '.flatten()'),
      line: 2,
      mended: chain('[32, 32, 3]', '.conv2d(8, 3, { dilationRate: 2 })', '.flatten()'),
    },
    {
      title: 'Groups that do not divide the channels',
      cause: 'Each group takes the same number of channels.',
      wrong: chain('[32, 32, 6]', '.conv2d(8, 3, { groups: 4 })', '.flatten()'),
      line: 2,
      mended: chain('[32, 32, 6]', '.conv2d(8, 3, { groups: 2 })', '.flatten()'),
    },
    {
      title: 'Groups that do not divide the filters',
      cause: 'Each group gives the same number of filters.',
      wrong: chain('[32, 32, 6]', '.conv2d(8, 3, { groups: 3 })', '.flatten()'),
      line: 2,
      mended: chain('[32, 32, 6]', '.conv2d(9, 3, { groups: 3 })', '.flatten()'),
    },
    {
      title: 'Zeros around images, in another form than one of three',
      cause: 'padding is one number, one for each axis, or [start, end] for each axis: [[top, bottom], [left, right]].',
      wrong: chain('[32, 32, 3]', '.zeroPadding2d([1, 2, 1, 2])', '.conv2d(8, 3)'),
      line: 2,
      mended: chain('[32, 32, 3]', '.zeroPadding2d([[1, 2], [1, 2]])', '.conv2d(8, 3)'),
    },
    {
      title: 'Output padding of a transposed convolution that is none',
      cause:
        'It chooses between the sizes that a convolution with these strides makes the same of: less than the strides.',
      wrong: chain('[8, 8, 3]', '.conv2dTranspose(8, 3, { strides: 2, outputPadding: 2 })', '.flatten()'),
      line: 2,
      mended: chain('[8, 8, 3]', '.conv2dTranspose(8, 3, { strides: 2, outputPadding: 1 })', '.flatten()'),
    },
    {
      title: 'A cropping of all there is',
      cause: 'What is taken at both ends of an axis is as much as the axis has.',
      wrong: chain('[32, 32, 3]', '.cropping2d(16)', '.flatten()'),
      line: 2,
      mended: chain('[32, 32, 3]', '.cropping2d(8)', '.flatten()'),
    },
    {
      title: "Padding 'same' with strides, on images of any size",
      cause: 'How much is padded depends on the size, which is not known when the graph is made.',
      wrong: chain("['height', 'width', 3]", ".conv2d(8, 3, { padding: 'same', strides: 2 })"),
      line: 2,
      mended: chain("['height', 'width', 3]", ".conv2d(8, 3, { padding: 'same' })", '.maxPooling2d(2)'),
    },
    {
      title: 'The same on series of any length',
      cause: 'The strides of a pooling layer are the size of its pool, unless it has some of its own.',
      wrong: chain("['time', 3]", ".maxPooling1d(2, { padding: 'same' })", '.lstm(8)'),
      line: 2,
      mended: chain("['time', 3]", '.maxPooling1d(2)', '.lstm(8)'),
    },
  ],
}
