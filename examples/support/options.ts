import { Command, InvalidArgumentError } from 'commander'

/** Reads an option that must be a whole number of `least` or more. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`Expected a whole number of ${least} or more.`)
  }

export interface RunOptions {
  readonly seed: number
  readonly epochs: number
}

/** A command that trains: `epochs` is how often it goes over its `rows` unless told otherwise. */
export const trainingCommand = (name: string, description: string, epochs: number, rows: string): Command =>
  new Command(name)
    .description(description)
    .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 0)
    .option('--epochs <n>', `passes over the training ${rows}`, wholeNumber(1), epochs)
