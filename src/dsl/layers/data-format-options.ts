import type { DataFormat } from '../../shapes/window-dim.js'
import { type NamedOptions, namedOptions } from '../layer.js'

/** Options of layers over images and volumes that have no others. */
export interface DataFormatOptions<Format extends DataFormat> extends NamedOptions {
  /** Where the channels stand; default 'channelsLast'. */
  readonly dataFormat?: Format | undefined
}

export const dataFormatOptions = { ...namedOptions, dataFormat: true } as const
