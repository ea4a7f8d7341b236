/** What happens to a record that does not fit the schema. */
export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

/** The mode of a reader; an unknown one is PERMISSIVE, as in Spark. */
export function parseMode(options: Readonly<Record<string, string>>): ParseMode {
  const mode = option(options, 'mode')?.toUpperCase();
  return mode === 'DROPMALFORMED' || mode === 'FAILFAST' ? mode : 'PERMISSIVE';
}

/** The column that takes the text of a malformed record, where the schema has it. */
export const corruptRecordColumn = (options: Readonly<Record<string, string>>): string =>
  option(options, 'columnNameOfCorruptRecord') ?? '_corrupt_record';

/** An option by its name, whose case does not matter. */
export function option(options: Readonly<Record<string, string>>, name: string): string | undefined {
  const direct = options[name];
  if (direct !== undefined) return direct;
  const wanted = name.toLowerCase();
  return Object.entries(options).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** A true-or-false option. */
export const flag = (options: Readonly<Record<string, string>>, name: string, byDefault: boolean): boolean => {
  const value = option(options, name);
  return value === undefined ? byDefault : value.trim().toLowerCase() === 'true';
};
