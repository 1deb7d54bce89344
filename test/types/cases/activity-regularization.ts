import { type LayerCases, refused, right, unknownOption } from '../layer-cases.js'

export const activityRegularization: LayerCases = {
  right: [
    right('[8]', '.activityRegularization()', '["batch", 8], 0'),
    right("['time', 3]", '.activityRegularization({ l1: 0.1, l2: 1e-4 })', '["batch", "time", 3], 0'),
  ],
  wrong: [],
  refused: [
    refused('[8]', ".activityRegularization({ l2: '1' })", "Type 'string' is not assignable to type 'number'.", {
      throws: 'activityRegularization: l2 must be a number of 0 or more, got "1"',
    }),
    refused('[8]', '.activityRegularization({ l3: 1 })', unknownOption('l3', 'ActivityRegularizationOptions'), {
      throws: 'activityRegularization: unknown option l3; expected one of name, trainable, l1, l2',
    }),
  ],
}
