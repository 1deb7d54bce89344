import { InvalidArgumentError } from 'commander'

/** Reads an option that must be a whole number of `least` or more. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`Expected a whole number of ${least} or more.`)
  }
