/* Options of compile that say something of each output: in a list or by name, as the outputs are. */

export const unknownOutput = <const Option extends string, const Key extends string>(option: Option, key: Key) =>
  `compile: ${option} is for an output '${key}', which the model does not have` as const

/** The sentence for what names no output. */
export type UnknownOutput<Option extends string, Key extends string> = ReturnType<typeof unknownOutput<Option, Key>>

export const wrongEntries = <const Option extends string, const Want extends string, const Got extends string>(
  option: Option,
  want: Want,
  got: Got,
) => `compile: ${option} must be a list with an entry for each of the ${want} outputs, got ${got}` as const

/** The sentence for a list of another length than that of the outputs. */
export type WrongEntries<Option extends string, Want extends number, Got extends number> = ReturnType<
  typeof wrongEntries<Option, `${Want}`, `${Got}`>
>

export const oneForSeveral = <const Option extends string>(option: Option) =>
  `compile: ${option} must be a list for each output, such as [['accuracy'], null], got one list` as const

/** The sentence for one list of metrics where there are several outputs. */
export type OneForSeveral<Option extends string> = ReturnType<typeof oneForSeveral<Option>>
