import { QueryStartError, unknownOption } from '../errors/index.ts';
import { readIntervalText, toMillis } from '../util/interval.ts';

/** Options as users give them: text by name, letter case of the name aside. */
export type OptionTexts = Readonly<Record<string, string>>;

type OptionKind = 'boolean' | 'integer' | 'long' | 'ratio' | 'duration' | 'oneOf' | 'text';

/** Why a text is no value of the option, as the end of the sentence "… is not valid: …". */
interface OptionFault {
  readonly fault: string;
}

/** One option of a source or a sink; `T` is the type of its value, undefined where it has neither a value nor a default. */
export interface OptionRecord<T = unknown> {
  readonly kind: OptionKind;
  /** The values it takes, in words. */
  readonly allowed: string;
  readonly default: T;
  /** What it does, for messages and the documentation. */
  readonly description: string;
  readonly read: (text: string) => T | OptionFault;
}

/** The options of one source or sink by their names as Spark writes them. */
export type OptionTable = Readonly<Record<string, OptionRecord>>;

/** The values of a table's options. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends OptionRecord<infer T> ? T : never;
};

interface NumberRange {
  readonly min: number;
  readonly max?: number;
  /** Spark's words for a value out of range. */
  readonly rule: string;
}

const MAX_INT = 2 ** 31 - 1;
const DURATION_UNIT_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export const POSITIVE_INT: NumberRange = { min: 1, max: MAX_INT, rule: 'must be a positive integer' };
export const POSITIVE_LONG: NumberRange = { min: 1, rule: 'must be a positive integer' };
export const NON_NEGATIVE_INT: NumberRange = {
  min: 0,
  max: MAX_INT,
  rule: 'must be an integer greater than or equal to 0',
};
export const NON_NEGATIVE_LONG: NumberRange = { min: 0, rule: 'must be non-negative' };

/** Makers of option records; each takes the default and the description. */
export const option = {
  boolean: (fallback: boolean, description: string): OptionRecord<boolean> => ({
    kind: 'boolean',
    allowed: 'true, false',
    default: fallback,
    description,
    read: (text) => readBoolean(text) ?? { fault: "must be 'true' or 'false'" },
  }),
  integer: <D extends number | undefined>(
    range: NumberRange,
    fallback: D,
    description: string,
  ): OptionRecord<number | D> => ({
    kind: range.max === undefined ? 'long' : 'integer',
    allowed: `integers from ${range.min} to ${range.max ?? Number.MAX_SAFE_INTEGER}`,
    default: fallback,
    description,
    read: (text) => readInteger(text, range),
  }),
  /** A number from 0 to 1. */
  ratio: (fallback: number, description: string): OptionRecord<number> => ({
    kind: 'ratio',
    allowed: 'numbers from 0 to 1',
    default: fallback,
    description,
    read: (text) => {
      const value = /^\d*\.?\d+(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
      return value >= 0 && value <= 1 ? value : { fault: 'must be a positive float between 0 and 1' };
    },
  }),
  /** Milliseconds from `7d`, `100ms`, `10 minutes`; a bare number counts in `bareUnit`. */
  duration: (fallbackMs: number, bareUnit: 'ms' | 's', description: string): OptionRecord<number> => ({
    kind: 'duration',
    allowed: 'times such as 50s, 100ms, 7d, 10 minutes',
    default: fallbackMs,
    description,
    read: (text) => readDurationMs(text, bareUnit),
  }),
  /** One of a few words, letter case aside; the value is the word as listed. */
  oneOf: <W extends string>(words: readonly W[], fallback: W, description: string): OptionRecord<W> => ({
    kind: 'oneOf',
    allowed: words.join(', '),
    default: fallback,
    description,
    read: (text) =>
      words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? {
        fault: `must be one of ${words.join(', ')}`,
      },
  }),
  text: <D extends string | undefined>(fallback: D, description: string): OptionRecord<string | D> => ({
    kind: 'text',
    allowed: 'any text',
    default: fallback,
    description,
    read: (text) => text,
  }),
};

/** `true` or `false`, letter case aside; undefined for another text. */
export function readBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

function readInteger(text: string, range: NumberRange): number | OptionFault {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  const inRange = value >= range.min && value <= (range.max ?? Number.MAX_SAFE_INTEGER);
  return inRange ? value : { fault: range.rule };
}

function readDurationMs(text: string, bareUnit: string): number | OptionFault {
  const short = /^(-?\d+)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
  const unitMs = DURATION_UNIT_MS[short?.[2] || bareUnit];
  if (short !== null && unitMs !== undefined) {
    const ms = Math.trunc(Number(short[1]) * unitMs);
    return ms >= 0 ? ms : { fault: 'must not be negative' };
  }
  const interval = readIntervalText(text);
  if ('fault' in interval) return { fault: `it is not a time: ${interval.fault}` };
  const ms = toMillis(interval);
  return ms >= 0 ? ms : { fault: 'must not be negative' };
}

/** Refuses an option whose name is not among `known` (letter case aside), naming the nearest one. `where`: `file source`. */
export function refuseUnknownOptions(where: string, known: readonly string[], options: OptionTexts): void {
  const names = new Set(known.map((name) => name.toLowerCase()));
  const unknown = Object.keys(options).find((name) => !names.has(name.toLowerCase()));
  if (unknown === undefined) return;
  throw unknownOption(where, unknown, known);
}

/** The options among `names`, under the names as listed there. */
export function pickOptions(names: readonly string[], options: OptionTexts): Record<string, string> {
  const listed = new Map(names.map((name) => [name.toLowerCase(), name]));
  const picked: Record<string, string> = {};
  for (const [name, text] of Object.entries(options)) {
    const as = listed.get(name.toLowerCase());
    if (as !== undefined) picked[as] = text;
  }
  return picked;
}

/** The values of a table's options, defaults filled in; raises INVALID_OPTION for a text that is no value. Other options are not looked at. */
export function readOptionValues<Table extends OptionTable>(
  where: string,
  table: Table,
  options: OptionTexts,
): OptionValues<Table> {
  const given = pickOptions(Object.keys(table), options);
  const values = Object.entries(table).map(([name, record]) => [name, readOption(where, name, record, given[name])]);
  return Object.freeze(Object.fromEntries(values));
}

/** {@link readOptionValues} of a source or sink that has no options but the table's. */
export function readOptions<Table extends OptionTable>(
  where: string,
  table: Table,
  options: OptionTexts,
): OptionValues<Table> {
  refuseUnknownOptions(where, Object.keys(table), options);
  return readOptionValues(where, table, options);
}

function readOption(where: string, name: string, record: OptionRecord, text: string | undefined): unknown {
  if (text === undefined) return record.default;
  const value = record.read(text);
  if (!isFault(value)) return value;
  const params = { where, name, value: text, why: value.fault, allowed: record.allowed };
  throw new QueryStartError('INVALID_OPTION', params);
}

const isFault = (value: unknown): value is OptionFault =>
  typeof value === 'object' && value !== null && 'fault' in value;

/** The value of an option that must be set; raises MISSING_OPTION with its description otherwise. */
export function requireOption<Table extends OptionTable, Name extends keyof Table & string>(
  where: string,
  table: Table,
  values: OptionValues<Table>,
  name: Name,
): NonNullable<OptionValues<Table>[Name]> {
  const value = values[name];
  if (value !== undefined && value !== null) return value;
  throw new QueryStartError('MISSING_OPTION', {
    where,
    name,
    description: (table[name]?.description ?? name).replace(/\.$/, ''),
  });
}
