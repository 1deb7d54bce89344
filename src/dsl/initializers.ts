import { byName } from './by-name.js'
import { constant, identity, ones, zeros } from './initializers/constant.js'
import type { Initializer } from './initializers/initializer.js'
import { orthogonal } from './initializers/orthogonal.js'
import { randomNormal, randomUniform, truncatedNormal } from './initializers/random.js'
import { stft } from './initializers/stft.js'
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
} from './initializers/variance-scaling.js'

export type { Initializer }

/** The initializers, by name. */
export const initializers = {
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  varianceScaling,
  zeros,
  ones,
  constant,
  identity,
  randomNormal,
  randomUniform,
  truncatedNormal,
  orthogonal,
  stft,
}

export type InitializerName = keyof typeof initializers
export type InitializerLike = InitializerName | Initializer

/** An initializer by name, with Keras's defaults. Throws for a name that is none. */
export const resolveInitializer = (like: InitializerLike): Initializer =>
  byName<Initializer>('initializer', initializers, like, ({ fill }) => typeof fill === 'function')
