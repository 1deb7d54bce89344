import { describe, expect, test } from 'vitest'
import * as optimizers from '../../src/codegen/optimizers/index.js'
import { multiOptimizer } from '../../src/codegen/optimizers/multi-optimizer.js'
import * as schedules from '../../src/codegen/schedules/index.js'
import { constraints } from '../../src/dsl/constraints.js'
import { initializers } from '../../src/dsl/initializers.js'
import { losses } from '../../src/dsl/losses/index.js'
import { metrics } from '../../src/dsl/metrics/index.js'
import { l1l2, orthogonalRegularizer } from '../../src/dsl/regularizers.js'

/*
 * What takes options takes an object of them; JavaScript would read options off numbers, strings and lists, and fail at null with words
 * of its own. Callbacks are in unknown-options.test.ts.
 */

type Maker = (options?: unknown) => unknown

const makers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  optimizers: { ...optimizers, multiOptimizer },
  schedules,
  initializers,
  regularizers: { l1l2, orthogonalRegularizer },
  constraints,
  losses,
  metrics,
}

/** Makers that take no options, or something else than options. */
const others = ['constant', 'zeros', 'ones', 'nonNeg']

/** The first names of what goes by several. */
const longNames: Readonly<Record<string, string>> = {
  bce: 'binaryCrossentropy',
  mse: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  msle: 'meanSquaredLogarithmicError',
  kld: 'klDivergence',
  kullbackLeiblerDivergence: 'klDivergence',
}

describe.each(Object.entries(makers))('%s', (family, table) => {
  const all = Object.entries(table).filter(([name, make]) => typeof make === 'function' && !others.includes(name))
  test.each(all as [string, Maker][])('%s takes an object of options', (name, make) => {
    const called = family === 'losses' ? (longNames[name] ?? name) : name
    for (const [given, described] of [
      [null, 'null'],
      [0.5, '0.5'],
      ['0.5', '"0.5"'],
      [[], '[]'],
    ] as const) {
      expect(() => make(given)).toThrow(new TypeError(`${called}: options must be an object, got ${described}`))
    }
  })
})
