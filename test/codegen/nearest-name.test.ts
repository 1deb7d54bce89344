import { expect, test } from 'vitest'
import { didYouMean } from '../../src/codegen/nearest-name.js'

const names = ['relu', 'relu6', 'elu', 'sigmoid', 'hardSigmoid', 'batchSize', 'adam', 'adamw']

test.each([
  ['rellu', 'relu'],
  ['rleu', 'relu'],
  ['relu7', 'relu'],
  ['adem', 'adam'],
  ['sigmod', 'sigmoid'],
  ['hardsigmoid', 'hardSigmoid'],
  ['batchsize', 'batchSize'],
  ['BatchSise', 'batchSize'],
])('%s is %s', (misspelt, name) => {
  expect(didYouMean(misspelt, names)).toBe(`; did you mean '${name}'?`)
})

test.each(['tanh', '', 'x', 'lr', 3, null, undefined])('%s is near none', (misspelt) => {
  expect(didYouMean(misspelt, names)).toBe('')
})
