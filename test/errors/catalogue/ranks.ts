import { chain, type Family } from './entry.js'

export const ranks: Family = {
  title: 'Inputs of layers',
  entries: [
    {
      title: 'A layer of images after flatten',
      cause: 'The layer works on images, but what comes has no height and width any more.',
      wrong: chain('[28, 28, 1]', '.flatten()', '.conv2d(32, 3)', '.dense(10)'),
      line: 3,
      mended: chain('[28, 28, 1]', '.conv2d(32, 3)', '.flatten()', '.dense(10)'),
    },
    {
      title: 'Images without channels',
      cause: 'Images have an axis of channels, of length 1 where they are grey.',
      wrong: chain('[28, 28]', '.conv2d(32, 3)', '.flatten()'),
      line: 2,
      mended: chain('[28, 28, 1]', '.conv2d(32, 3)', '.flatten()'),
    },
    {
      title: 'A recurrent layer on the last output of another',
      cause: 'A recurrent layer gives its last output only, without time, unless it is told to give one for each step.',
      wrong: chain("['time', 3]", '.lstm(32)', '.lstm(16)', '.dense(1)'),
      line: 3,
      mended: chain("['time', 3]", '.lstm(32, { returnSequences: true })', '.lstm(16)', '.dense(1)'),
    },
    {
      title: 'A pipe of a layer that does not fit',
      cause: 'The same rules hold for layers as values; the sentence is on the argument of pipe.',
      wrong: chain('[64]', '.pipe(maxPooling1d(2))', '.flatten()'),
      line: 2,
      mended: chain('[64, 1]', '.pipe(maxPooling1d(2))', '.flatten()'),
    },
    {
      title: 'A vector to repeat that is none',
      cause: 'repeatVector makes a series of equal steps from one vector a sample.',
      wrong: chain('[5, 3]', '.repeatVector(4)'),
      line: 2,
      mended: chain('[5, 3]', '.lstm(8)', '.repeatVector(4)'),
    },
    {
      title: 'A layer for each step of no series',
      cause: 'timeDistributed gives each step of a series to its layer.',
      wrong: chain('[64]', '.timeDistributed(dense(8))'),
      line: 2,
      mended: chain('[64]', '.dense(8)'),
    },
    {
      title: 'Normalization of samples without axes',
      cause: 'There is nothing but the batch to normalize along.',
      wrong: chain('[]', '.batchNormalization()'),
      line: 2,
      mended: chain('[1]', '.batchNormalization()'),
    },
    {
      title: 'A dense layer on samples without axes',
      cause: 'Its kernel needs features to be multiplied with.',
      wrong: chain('[]', '.dense(3)'),
      line: 2,
      mended: chain('[1]', '.dense(3)'),
    },
    {
      title: 'Weights along a dim that is not known',
      cause: 'The dim decides the shape of weights, which are made before any data come.',
      wrong: chain("['height', 'width', 'channels']", ".conv2d(8, 3, { padding: 'same' })"),
      line: 2,
      mended: chain("['height', 'width', 3]", ".conv2d(8, 3, { padding: 'same' })"),
    },
  ],
}
