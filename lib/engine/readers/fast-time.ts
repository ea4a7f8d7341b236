import { duckDbType, quoteString } from '../../expression/duckdb-sql.ts';
import type { DataType } from '../../types/data-type.ts';
import { offsetOf } from '../../types/time/time-zone.ts';
import { fixedPattern } from './fixed-pattern.ts';
import { option } from './record-options.ts';

/** Facts on which reading depends. */
export interface FastContext {
  readonly options: Readonly<Record<string, string>>;
  readonly timeZone: string;
}

/** SQL of a value made from a text, and of whether it is the one that Spark reads. */
export interface FastTime {
  readonly value: (raw: string) => string;
  readonly exact: (raw: string, value: string) => string;
}

/** TRY_CAST to the DuckDB type of a Spark type. */
export const tryCast = (sql: string, type: DataType): string => `TRY_CAST(${sql} AS ${duckDbType(type)})`;

const ZONED = ['____-__-__T__:__:__.___Z', '____-__-__T__:__:__Z', '____-__-__T__:__:__.______Z'];
const LOCAL = ['____-__-__ __:__:__', '____-__-__T__:__:__', '____-__-__T__:__:__.___', '____-__-__ __:__:__.___'];
const OFFSET = ['____-__-__T__:__:__+__:__', '____-__-__T__:__:__-__:__', '____-__-__T__:__:__.___+__:__'];
const DAY = ['____-__-__'];

const FORMAT_OPTIONS: Partial<Record<DataType['kind'], string>> = {
  date: 'dateFormat',
  timestamp: 'timestampFormat',
  timestamp_ntz: 'timestampNTZFormat',
};

/** Kinds of types whose texts a pattern may describe. */
export const FORMATTED: readonly string[] = Object.keys(FORMAT_OPTIONS);

/** The pattern of a type's texts, where the reader has one. */
export const formatOption = (type: DataType, { options }: FastContext): string | undefined =>
  option(options, FORMAT_OPTIONS[type.kind] ?? '');

/**
 * Reads dates and timestamps of the usual shapes, or of the pattern of the option where its parts have fixed widths; undefined where the pattern
 * needs JavaScript. `mark` stands around the text: a quotation mark in raw JSON, nothing in CSV.
 */
export function fastTime(type: DataType, context: FastContext, mark: '"' | ''): FastTime | undefined {
  const text = new MarkedText(mark);
  const pattern = formatOption(type, context);
  if (pattern !== undefined) return patterned(type, pattern, context, text);
  if (type.kind === 'timestamp') return timestamp(zoneInSql(context), text);
  const isDay = type.kind === 'date';
  return {
    value: (raw) => `CASE WHEN ${text.like(raw, isDay ? DAY : LOCAL)} THEN ${tryCast(text.content(raw), type)} END`,
    exact: (raw, value) => `${value} IS NOT NULL${isDay ? '' : ` AND ${text.beforeMidnight(raw, value)}`}`,
  };
}

class MarkedText {
  readonly #mark: string;

  constructor(mark: string) {
    this.#mark = mark;
  }

  content(raw: string): string {
    return this.#mark === '' ? raw : `substring(CAST(${raw} AS VARCHAR), 2, strlen(${raw}) - 2)`;
  }

  like(raw: string, shapes: readonly string[]): string {
    return `(${shapes.map((shape) => `${raw} LIKE ${quoteString(this.#mark + shape + this.#mark)}`).join(' OR ')})`;
  }

  /** DuckDB takes 24:00:00 as the next day; between two seconds there is no need to look. */
  beforeMidnight(raw: string, value: string): string {
    const hour = `substring(CAST(${raw} AS VARCHAR), ${12 + this.#mark.length}, 2)`;
    return `(epoch_us(${value}) % 1000000 <> 0 OR ${hour} <> '24')`;
  }
}

/** The zone of clock times that DuckDB would apply; undefined where it is another one than the reader's. */
const zoneInSql = ({ options, timeZone }: FastContext): string | undefined =>
  option(options, 'timeZone') === undefined && (timeZone === 'UTC' || offsetOf(timeZone) === undefined)
    ? timeZone
    : undefined;

function timestamp(timeZone: string | undefined, text: MarkedText): FastTime {
  const type: DataType = { kind: 'timestamp' };
  return {
    value: (raw) =>
      `CASE WHEN ${text.like(raw, [...ZONED, ...LOCAL, ...OFFSET])} THEN ${tryCast(text.content(raw), type)} END`,
    exact: (raw, value) =>
      `${value} IS NOT NULL AND ${text.beforeMidnight(raw, value)}${localIsExact(raw, value, timeZone, text)}`,
  };
}

/** Clock times near a change of the zone's offset are left to JavaScript: DuckDB and Java differ on them. In UTC there are none. */
function localIsExact(raw: string, value: string, timeZone: string | undefined, text: MarkedText): string {
  if (timeZone === 'UTC') return '';
  if (timeZone === undefined) return ` AND NOT ${text.like(raw, LOCAL)}`;
  const clock = tryCast(text.content(raw), { kind: 'timestamp_ntz' });
  const agrees = `timezone(${quoteString(timeZone)}, ${value} - INTERVAL 1 HOUR) = ${clock} - INTERVAL 1 HOUR`;
  return ` AND (CASE WHEN ${text.like(raw, LOCAL)} THEN ${agrees} ELSE true END)`;
}

function patterned(type: DataType, pattern: string, context: FastContext, text: MarkedText): FastTime | undefined {
  const fixed = fixedPattern(pattern);
  const needsZone = type.kind === 'timestamp' && zoneInSql(context) !== 'UTC';
  if (fixed === undefined || needsZone) return undefined;
  const parsed = (raw: string): string => `try_strptime(${text.content(raw)}, ${quoteString(fixed.strptime)})`;
  return {
    value: (raw) => `CASE WHEN ${text.like(raw, [fixed.shape])} THEN CAST(${parsed(raw)} AS ${duckDbType(type)}) END`,
    exact: (_, value) => `${value} IS NOT NULL`,
  };
}
