/** An option's value as users write it. */
export type OptionValue = string | number | boolean;
export type Options = Readonly<Record<string, string>>;

/** The options with some more: a later one replaces an earlier one of the same name in whatever letter case, as in Spark. */
export function withOptions(options: Options, more: Readonly<Record<string, OptionValue>>): Options {
  const byLowerName = new Map(Object.entries(options).map(([name, value]) => [name.toLowerCase(), [name, value]]));
  for (const [name, value] of Object.entries(more)) byLowerName.set(name.toLowerCase(), [name, String(value)]);
  return Object.freeze(Object.fromEntries(byLowerName.values()));
}

/** The value of an option by its name in whatever letter case. */
export const optionOf = (options: Options, name: string): string | undefined =>
  Object.entries(options).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
