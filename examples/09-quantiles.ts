/* Lesson 9: a layer, a loss and a metric of our own. They learn not one figure, but how low and how high it may be. */
import {
  adam,
  cast,
  type Dim,
  defineLayer,
  dense,
  exp,
  expandDims,
  input,
  type LossFunction,
  less,
  maximum,
  mean,
  model,
  multiply,
  type Rule,
  rule,
  square,
  subtract,
} from 'tenon'
import { drawSeries } from './support/draw-series.js'
import { type RunOptions, trainingCommand } from './support/options.js'
import { loadWarmth, oneYear } from './support/seattle-warmth.js'

/** The shape rule of the layer below, for the compiler: a figure for each unit, or a sentence. */
interface RadialRule<Units extends number> extends Rule {
  readonly output: this['input'] extends [infer B extends Dim, Dim] ? [B, Units] : 'radial: expected [batch, features]'
  readonly parameters: number
}

/** A layer of one's own: how near an input is to the place of each unit, exp(-sharpness · mean((x - place)²)); places are learnt. */
const radial = <const Units extends number>(units: Units, sharpness: number) =>
  defineLayer('radial', {
    rule: rule<RadialRule<Units>>(),
    weights: ([, features]) => ({ places: { shape: [units, features as number], initializer: 'randomNormal' } }),
    call: (x, { places }) => exp(multiply(mean(square(subtract(expandDims(x, 1), places)), { axis: -1 }), -sharpness)),
  })

/** A loss of one's own (Koenker and Bassett, 1978): smallest where the share `q` of all targets lies below the output. */
const pinball =
  (q: number): LossFunction =>
  (target, output) => {
    const error = subtract(target, output)
    return mean(maximum(multiply(error, q), multiply(error, q - 1)), { axis: -1 })
  }

/** A metric of one's own: the share of targets that lies below the output. */
const below: LossFunction = (target, output) => mean(cast(less(target, output), 'float32'), { axis: -1 })

const date = input([2], { name: 'date' })
const seasons = dense(32, { activation: 'relu' })(radial(24, 8)(date))
const outputs = { low: dense(1)(seasons), middle: dense(1)(seasons), high: dense(1)(seasons) }
const network = model({ inputs: date, outputs })

const train = async ({ seed, epochs }: RunOptions): Promise<void> => {
  const { x, y } = loadWarmth()
  await using trainer = await network.compile({
    optimizer: adam({ learningRate: 0.01 }),
    loss: { low: pinball(0.1), middle: pinball(0.5), high: pinball(0.9) },
    metrics: { low: [below], middle: [below], high: [below] },
    seed,
  })
  await trainer.fit(x, { low: y, middle: y, high: y }, { epochs })
  console.log('\nHow warm a day gets in Seattle, in °C, from January on: one day of ten is below ., one above ^')
  const { low, middle, high } = await trainer.predict(oneYear())
  const lines = [low, middle, high].map(({ data }, i) => ({
    values: [...data].map((tens) => 10 * tens),
    mark: '.-^'.charAt(i),
  }))
  for (const line of drawSeries(lines, 16)) console.log(line)
}

export const quantiles = trainingCommand(
  'quantiles',
  'trains with a layer, a loss and a metric of its own',
  30,
  'days',
).action(train)
