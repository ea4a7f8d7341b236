import { AnalysisError } from '../../errors/index.ts';
import {
  ByteType,
  type DataType,
  DateType,
  DoubleType,
  decimalType,
  IntegerType,
  isNumeric,
  LongType,
  StringType,
  TimestampNtzType,
  TimestampType,
} from '../../types/data-type.ts';
import { patternFault } from '../../types/time/check-pattern.ts';
import { hasZone } from '../../types/time/pattern-parts.ts';
import { isZone, offsetOf } from '../../types/time/time-zone.ts';
import { castTo } from '../coercion.ts';
import { strftimeFormat, strptimeFormat } from '../datetime-pattern.ts';
import { castSql } from '../duckdb-cast.ts';
import { faultSql, quoteString } from '../duckdb-sql.ts';
import { instantIn, isUtc, toInstant, toWallClock } from '../duckdb-time.ts';
import { type Call, type Expr, literal } from '../expr.ts';
import type { FunctionRecord, PrintContext } from '../function-record.ts';
import { nameOf } from '../name-of.ts';
import { typeOf } from '../type-of.ts';
import {
  ANY,
  ANY_TIMESTAMP,
  BOOLEAN,
  DATE,
  DOUBLE,
  INT,
  INTEGRAL,
  LONG,
  NUMERIC,
  SMALL_INTEGRAL,
  STRING,
  TIMESTAMP,
  type TypeRule,
  uncast,
} from '../type-rule.ts';
import { type Head, scalar } from './define.ts';
import { intervalMakers } from './interval-makers.ts';

const typeAt = (expr: Call, index: number): DataType => typeOf(expr.args[index] as Expr);
const constant = (expr: Expr | undefined): string | undefined =>
  expr?.kind === 'Literal' && typeof expr.value === 'string' ? expr.value : undefined;

/** Dates, and times of both kinds; text is read as a date. */
const DATE_LIKE: TypeRule = {
  words: '"DATE"',
  accepts: (t) => ['date', 'timestamp', 'timestamp_ntz'].includes(t.kind),
  target: DateType,
};

/** The wall clock of a date, an instant (in the session's zone) or a wall clock. */
function wall(x: string, type: DataType, context: PrintContext): string {
  return type.kind === 'timestamp' ? toWallClock(x, context) : x;
}

const INTEGER_PARTS: Readonly<Record<string, (w: string) => string>> = Object.freeze({
  year: (w) => `year(${w})`,
  yearofweek: (w) => `isoyear(${w})`,
  quarter: (w) => `quarter(${w})`,
  month: (w) => `month(${w})`,
  week: (w) => `week(${w})`,
  day: (w) => `day(${w})`,
  dayofweek: (w) => `dayofweek(${w}) + 1`,
  dayofweek_iso: (w) => `isodow(${w})`,
  weekday: (w) => `isodow(${w}) - 1`,
  dayofyear: (w) => `dayofyear(${w})`,
  hour: (w) => `hour(${w})`,
  minute: (w) => `minute(${w})`,
  second: (w) => `second(${w})`,
});

const part = (head: Head, name: string, rule: TypeRule): FunctionRecord =>
  scalar(head, {
    params: [rule],
    returns: IntegerType,
    sql: ([x], expr, context) => `CAST(${INTEGER_PARTS[name]?.(wall(x, typeAt(expr, 0), context))} AS INTEGER)`,
  });

/** Spellings of the fields of EXTRACT. */
const FIELDS: Readonly<Record<string, string>> = Object.freeze(
  Object.fromEntries(
    (
      [
        ['year', 'y years yr yrs'],
        ['yearofweek', ''],
        ['quarter', 'qtr'],
        ['month', 'mon mons months'],
        ['week', 'w weeks'],
        ['day', 'd days'],
        ['dayofweek', 'dow'],
        ['dayofweek_iso', 'dow_iso'],
        ['dayofyear', 'doy'],
        ['hour', 'h hours hr hrs'],
        ['minute', 'm min mins minutes'],
        ['second', 's sec seconds secs'],
      ] as const
    ).flatMap(([name, others]) => [name, ...others.split(' ')].map((spelling) => [spelling, name])),
  ),
);

const fieldOf = (expr: Expr | undefined): string => FIELDS[(constant(expr) ?? '').toLowerCase()] ?? '';
const isIntervalArg = (args: readonly Expr[]): boolean =>
  typeOf(args[1] as Expr).kind === 'dayTimeInterval' || typeOf(args[1] as Expr).kind === 'yearMonthInterval';

const INTERVAL_PARTS: Readonly<Record<string, (x: string) => string>> = Object.freeze({
  year: (x) => `CAST(${x} // 12 AS INTEGER)`,
  month: (x) => `CAST(${x} % 12 AS TINYINT)`,
  day: (x) => `CAST(${x} // 86400000000 AS INTEGER)`,
  hour: (x) => `CAST((${x} % 86400000000) // 3600000000 AS TINYINT)`,
  minute: (x) => `CAST((${x} % 3600000000) // 60000000 AS TINYINT)`,
  second: (x) => `CAST(CAST(${x} % 60000000 AS DECIMAL(18,0)) / 1000000 AS DECIMAL(8,6))`,
});

const secondWithFraction = (w: string): string =>
  `CAST((epoch_us(${w}) % 60000000 + 60000000) % 60000000 / 1000000 AS DECIMAL(8,6))`;

function extractType(args: readonly Expr[]): DataType {
  const field = fieldOf(args[0]);
  if (field === '' && constant(args[0]) !== undefined)
    throw new AnalysisError('INVALID_EXTRACT_FIELD', { field: constant(args[0]) ?? '', expr: nameOf(args[1] as Expr) });
  if (field === 'second') return decimalType(8, 6);
  return isIntervalArg(args) && field !== 'year' && field !== 'day' ? ByteType : IntegerType;
}

function extractSql([, x]: readonly [string, string, ...string[]], expr: Call, context: PrintContext): string {
  const field = fieldOf(expr.args[0]);
  if (isIntervalArg(expr.args)) return INTERVAL_PARTS[field]?.(x) ?? 'NULL';
  const w = wall(x, typeAt(expr, 1), context);
  return field === 'second'
    ? secondWithFraction(`CAST(${w} AS TIMESTAMP)`)
    : `CAST(${INTEGER_PARTS[field]?.(w) ?? 'NULL'} AS INTEGER)`;
}

const extract = (head: Head): FunctionRecord =>
  scalar(head, {
    params: [STRING, { ...ANY, words: '("DATE" or "TIMESTAMP" or "INTERVAL")' }],
    refine: ([field, source], context) => [
      field as Expr,
      typeOf(source as Expr).kind === 'string' ? castTo(source as Expr, TimestampType, context) : (source as Expr),
    ],
    returns: extractType,
    sql: extractSql,
  });

/** Units of trunc and date_trunc. */
const UNITS: Readonly<Record<string, string>> = Object.freeze({
  year: 'year',
  yyyy: 'year',
  yy: 'year',
  quarter: 'quarter',
  month: 'month',
  mon: 'month',
  mm: 'month',
  week: 'week',
  day: 'day',
  dd: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  millisecond: 'millisecond',
  microsecond: 'microsecond',
});
const DATE_UNITS = ['year', 'quarter', 'month', 'week'];

const WITHIN_DAY: readonly string[] = ['hour', 'minute', 'second', 'millisecond', 'microsecond'];

/** Within a day the part cut off is elapsed time, as an hour of the wall clock may come twice. */
function truncated(unit: string, x: string, context: PrintContext): string {
  const clock = toWallClock(x, context);
  if (isUtc(context) || !WITHIN_DAY.includes(unit)) return toInstant(`date_trunc('${unit}', ${clock})`, context);
  return `make_timestamptz(epoch_us(${x}) - epoch_us(${clock}) + epoch_us(date_trunc('${unit}', ${clock})))`;
}

/** CASE over the units for a unit that is no constant. */
const byUnit = (unit: string, units: readonly string[], sql: (unit: string) => string): string => {
  const cases = Object.entries(UNITS).filter(([, u]) => units.includes(u));
  return `CASE lower(${unit}) ${cases.map(([name, u]) => `WHEN '${name}' THEN ${sql(u)}`).join(' ')} END`;
};

function truncSql(
  x: string,
  unitSql: string,
  unit: string | undefined,
  units: readonly string[],
  sql: (unit: string) => string,
  type: string,
): string {
  if (unit === undefined) return byUnit(unitSql, units, sql);
  const known = UNITS[unit.toLowerCase()];
  return known !== undefined && units.includes(known)
    ? sql(known)
    : `CASE WHEN ${x} IS NULL THEN NULL ELSE CAST(NULL AS ${type}) END`;
}

/** Offset of the session's zone at an instant, in seconds. */
const offsetSeconds = (instant: string, context: PrintContext): string =>
  isUtc(context)
    ? '0'
    : `CAST((epoch_us(${toWallClock(instant, context)}) - epoch_us(${instant})) // 1000000 AS INTEGER)`;

/** An instant printed by a pattern. */
function formatSql(instant: string, patternSql: string, pattern: string | undefined, context: PrintContext): string {
  const format = pattern === undefined ? undefined : strftimeFormat(pattern);
  const clock = toWallClock(instant, context);
  const printed = `mr_date_format(epoch_us(${clock}), ${offsetSeconds(instant, context)}, ${quoteString(context.timeZone)}, ${patternSql})`;
  if (format === undefined || (pattern !== undefined && patternFault(pattern, false) !== undefined)) return printed;
  return `CASE WHEN year(${clock}) BETWEEN 1 AND 9999 THEN strftime(${clock}, ${quoteString(format)}) ELSE ${printed} END`;
}

/** Text read by a pattern, as a wall clock (TIMESTAMP), null where it does not fit. */
function parseSql(
  x: string,
  patternSql: string,
  pattern: string | undefined,
  context: PrintContext,
  target?: ParseTarget,
): string {
  if (target === TO_NTZ) return `make_timestamp(mr_parse_local(${x}, ${patternSql}))`;
  const faulty = pattern !== undefined && patternFault(pattern, true) !== undefined;
  const known = pattern === undefined || faulty ? undefined : strptimeFormat(pattern);
  const parsed = `mr_parse_pattern(${x}, ${patternSql})`;
  if (pattern !== undefined && hasZone(pattern)) return toWallClock(`make_timestamptz(${parsed})`, context);
  if (known === undefined) return `make_timestamp(${parsed})`;
  return `CASE WHEN regexp_full_match(${x}, ${quoteString(known.check)}) THEN try_strptime(${x}, ${quoteString(known.format)}) END`;
}

const unparsable = (x: string, pattern: string, func: string): string =>
  faultSql('CANNOT_PARSE_TIMESTAMP', { func: `\`${func}\`` }, { message: `mr_parse_fault(${x}, ${pattern})` });

interface ParseTarget {
  readonly type: DataType;
  readonly tryName: string;
  /** The value out of a wall clock. */
  readonly value: (wallClock: string, context: PrintContext) => string;
}

const TO_DATE: ParseTarget = { type: DateType, tryName: 'try_to_date', value: (w) => `CAST(${w} AS DATE)` };
const TO_TIMESTAMP: ParseTarget = { type: TimestampType, tryName: 'try_to_timestamp', value: toInstant };
const TO_NTZ: ParseTarget = { type: TimestampNtzType, tryName: 'try_to_timestamp_ntz', value: (w) => w };

/** `to_date` and its kin: without a pattern a cast, with one strict parsing. `tolerant` gives null in place of faults. */
const parser = (head: Head, target: ParseTarget, tolerant: boolean): FunctionRecord =>
  scalar(head, {
    params: [
      {
        words: '"STRING"',
        accepts: (t) =>
          ['string', 'date', 'timestamp', 'timestamp_ntz'].includes(t.kind) ||
          (target === TO_TIMESTAMP && isNumeric(t)),
        target: StringType,
      },
      STRING,
    ],
    required: 1,
    returns: target.type,
    nullable: true,
    sql: ([x, pattern], expr, context) => {
      const from = typeAt(expr, 0);
      const strict = context.ansi && !tolerant;
      if (pattern === undefined || from.kind !== 'string')
        return castSql(x, from, target.type, strict ? 'ansi' : 'try', context);
      const value = target.value(parseSql(x, pattern, constant(expr.args[1]), context, target), context);
      if (!strict) return value;
      return `CASE WHEN ${x} IS NOT NULL AND ${pattern} IS NOT NULL THEN coalesce(${value}, ${unparsable(x, pattern, target.tryName)}) END`;
    },
  });

const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';

const unixTime = (head: Head, required: number): FunctionRecord =>
  scalar(head, {
    params: [
      {
        words: '("STRING" or "DATE" or "TIMESTAMP")',
        accepts: (t) => ['string', 'date', 'timestamp', 'timestamp_ntz'].includes(t.kind),
        target: StringType,
      },
      STRING,
    ],
    required,
    returns: LongType,
    sql: ([x, pattern], expr, context) => {
      if (x === undefined) return `CAST(${context.batchTimestampMicros} // 1000000 AS BIGINT)`;
      const from = typeAt(expr, 0);
      const seconds = (instant: string): string => `(epoch_us(${instant}) // 1000000)`;
      if (from.kind === 'timestamp_ntz') return seconds(x);
      if (from.kind !== 'string') return seconds(castSql(x, from, TimestampType, 'ansi', context));
      const text = pattern ?? quoteString(DEFAULT_PATTERN);
      const value = seconds(
        toInstant(
          parseSql(x, text, pattern === undefined ? DEFAULT_PATTERN : constant(expr.args[1]), context),
          context,
        ),
      );
      return context.ansi
        ? `CASE WHEN ${x} IS NOT NULL THEN coalesce(${value}, ${unparsable(x, text, 'try_to_timestamp')}) END`
        : value;
    },
  });

const DAYS = (() => {
  const names = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
  const spellings = [names.map((n) => n.slice(0, 2)), names.map((n) => n.slice(0, 3)), names].flat();
  return `[${spellings.map(quoteString).join(', ')}]`;
})();

/** By whether the zone is an offset like `+03:00`, which DuckDB does not take for a zone, or a region. */
function byZone(
  zone: string,
  arg: Expr | undefined,
  byOffset: (micros: string) => string,
  byRegion: (zone: string) => string,
): string {
  const name = constant(arg);
  if (name === undefined) {
    const micros = `mr_zone_offset(${zone})`;
    return `CASE WHEN ${micros} IS NOT NULL THEN ${byOffset(micros)} ELSE ${byRegion(zone)} END`;
  }
  if (!isZone(name))
    return `CASE WHEN ${zone} <> '' THEN ${faultSql('INVALID_TIMEZONE', { timeZone: name })} ELSE 0 END`;
  const seconds = offsetOf(name);
  return seconds === undefined ? byRegion(zone) : byOffset(`(${seconds * 1_000_000})`);
}

/** A UTC wall clock moved to a zone. */
function fromUtc(x: string, zone: string, arg: Expr | undefined): string {
  const micros = byZone(
    zone,
    arg,
    (offset) => `epoch_us(${x}) + ${offset}`,
    (region) => `epoch_us(timezone(${region}, ${x}))`,
  );
  return `make_timestamptz(${micros})`;
}

/** A wall clock of a zone moved to UTC. */
function toUtc(x: string, zone: string, arg: Expr | undefined): string {
  const micros = byZone(
    zone,
    arg,
    (offset) => `epoch_us(${x}) - ${offset}`,
    (region) => `epoch_us(${instantIn(region, `make_timestamp(epoch_us(${x}))`)})`,
  );
  return `make_timestamptz(${micros})`;
}

const microsOf = (head: Head, factor: number): FunctionRecord =>
  scalar(head, {
    params: [uncast(factor === 1_000_000 ? NUMERIC : INTEGRAL)],
    returns: TimestampType,
    sql: ([x], expr) => {
      const type = typeAt(expr, 0);
      if (type.kind === 'decimal') return `make_timestamptz(CAST(CAST(${x} AS DECIMAL(38,6)) * ${factor} AS BIGINT))`;
      return type.kind === 'double' || type.kind === 'float'
        ? `make_timestamptz(CAST(trunc(${x} * ${factor}) AS BIGINT))`
        : `make_timestamptz(CAST(${x} AS BIGINT) * ${factor})`;
    },
  });

const unixUnit = (head: Head, divisor: number): FunctionRecord =>
  scalar(head, {
    params: [uncast({ ...ANY_TIMESTAMP, words: ANY_TIMES })],
    returns: LongType,
    sql: ([x]) => {
      const micros = `epoch_us(${x})`;
      if (divisor === 1) return micros;
      return `((${micros} - ((${micros} % ${divisor}) + ${divisor}) % ${divisor}) // ${divisor})`;
    },
  });

/** Spark's words for a time of either kind. */
const ANY_TIMES = `(${ANY_TIMESTAMP.words} or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")`;

const now = (context: PrintContext): string => `make_timestamptz(${context.batchTimestampMicros})`;
const constantTime = (head: Head, type: DataType, sql: (context: PrintContext) => string): FunctionRecord =>
  scalar(head, { params: [], returns: type, nullable: false, sql: (_, __, context) => sql(context) });

const dated = (head: Head, rule: TypeRule, sql: (d: string, n: string) => string): FunctionRecord =>
  scalar(head, { params: [DATE, rule], returns: DateType, sql: ([d, n]) => sql(d, n) });

const orNull = (value: string, context: PrintContext, fault: string, parts: readonly string[]): string =>
  context.ansi
    ? `CASE WHEN ${parts.map((p) => `${p} IS NOT NULL`).join(' AND ')} THEN coalesce(${value}, ${fault}) END`
    : value;

const makeTimestamp = (head: Head, type: DataType, tolerant: boolean): FunctionRecord =>
  scalar(head, {
    params: [
      INT,
      INT,
      INT,
      INT,
      INT,
      { ...DOUBLE, words: '"DECIMAL(16,6)"' },
      ...(type.kind === 'timestamp' ? [STRING] : []),
    ],
    required: 6,
    returns: type,
    nullable: true,
    sql: (args, _, context) => {
      const [y, mo, d, h, mi, s, zone] = args;
      const minute = `TRY_CAST(printf('%04d-%02d-%02d %02d:%02d:00', ${y}, ${mo}, ${d}, ${h}, ${mi}) AS TIMESTAMP)`;
      const clock = `CASE WHEN ${h} BETWEEN 0 AND 23 AND ${mi} BETWEEN 0 AND 59 AND ${s} >= 0 AND ${s} <= 60 THEN make_timestamp(epoch_us(${minute}) + CAST(round(${s} * 1000000) AS BIGINT)) END`;
      const local = type.kind === 'timestamp' ? toInstant(clock, context) : clock;
      const value = zone === undefined ? local : `timezone(${zone}, ${clock})`;
      const message = { rangeMessage: `mr_time_fault(${y}, ${mo}, ${d}, ${h}, ${mi}, ${s})` };
      const fault = faultSql('DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION', {}, message);
      return tolerant ? value : orNull(value, context, fault, [y, mo, d, h, mi, s]);
    },
  });

/** Microseconds of the wall clock, in which the time of the day is what has gone by since midnight. */
function sinceMidnight(instant: string, context: PrintContext): string {
  const clock = toWallClock(instant, context);
  if (isUtc(context)) return `epoch_us(${clock})`;
  const midnight = `date_trunc('day', ${clock})`;
  return `(epoch_us(${midnight}) + epoch_us(${instant}) - epoch_us(${toInstant(midnight, context)}))`;
}

const MONTHS: Readonly<Record<string, number>> = Object.freeze({ month: 1, quarter: 3, year: 12 });

/** Months that have gone by in full, as java.time counts them: a month is full on the same day of the month, at the same time. */
function wholeMonths(start: string, end: string): string {
  const time = (w: string): string => `CAST(${w} AS TIME)`;
  const day = (w: string): string => `CAST(${w} AS DATE)`;
  const packed = (d: string): string => `CAST((year(${d}) * 12 + month(${d})) * 32 + day(${d}) AS BIGINT)`;
  const short = `CASE WHEN ${day(end)} > ${day(start)} AND ${time(end)} < ${time(start)} THEN 1 WHEN ${day(end)} < ${day(start)} AND ${time(end)} > ${time(start)} THEN -1 ELSE 0 END`;
  return `((${packed(`(${day(end)} - CAST(${short} AS INTEGER))`)} - ${packed(day(start))}) // 32)`;
}

/** Dates, timestamps and intervals. */
export const datetimeFunctions: readonly FunctionRecord[] = [
  part(['year', 'year(date)', 'The year.'], 'year', DATE_LIKE),
  part(['quarter', 'quarter(date)', 'The quarter, 1 to 4.'], 'quarter', DATE_LIKE),
  part(['month', 'month(date)', 'The month, 1 to 12.'], 'month', DATE_LIKE),
  part(['weekofyear', 'weekofyear(date)', 'The ISO week of the year.'], 'week', DATE_LIKE),
  part(['day', 'day(date)', 'The day of the month.', 'dayofmonth'], 'day', DATE_LIKE),
  part(['dayofweek', 'dayofweek(date)', 'The day of the week, 1 for Sunday.'], 'dayofweek', DATE_LIKE),
  part(['weekday', 'weekday(date)', 'The day of the week, 0 for Monday.'], 'weekday', DATE_LIKE),
  part(['dayofyear', 'dayofyear(date)', 'The day of the year.'], 'dayofyear', DATE_LIKE),
  part(['hour', 'hour(timestamp)', 'The hour in the zone of the session.'], 'hour', ANY_TIMESTAMP),
  part(['minute', 'minute(timestamp)', 'The minute.'], 'minute', ANY_TIMESTAMP),
  part(['second', 'second(timestamp)', 'The second, without its fraction.'], 'second', ANY_TIMESTAMP),
  extract(['extract', 'extract(field FROM source)', 'A field of a date, timestamp or interval.']),
  extract(['date_part', 'date_part(field, source)', 'A field of a date, timestamp or interval.', 'datepart']),
  scalar(['dayname', 'dayname(date)', 'The short name of the day of the week.'], {
    params: [DATE],
    returns: StringType,
    sql: ([d]) => `left(dayname(${d}), 3)`,
  }),
  scalar(['monthname', 'monthname(date)', 'The short name of the month.'], {
    params: [DATE],
    returns: StringType,
    sql: ([d]) => `left(monthname(${d}), 3)`,
  }),
  dated(
    ['date_add', 'date_add(date, days)', 'A date some days later.', 'dateadd'],
    SMALL_INTEGRAL,
    (d, n) => `(${d} + CAST(${n} AS INTEGER))`,
  ),
  dated(
    ['date_sub', 'date_sub(date, days)', 'A date some days earlier.'],
    SMALL_INTEGRAL,
    (d, n) => `(${d} - CAST(${n} AS INTEGER))`,
  ),
  dated(
    ['add_months', 'add_months(date, months)', "A date some months later, at most the month's last day."],
    INT,
    (d, n) => `CAST(${d} + to_months(${n}) AS DATE)`,
  ),
  scalar(['datediff', 'datediff(end, start)', 'The days from start to end.', 'date_diff'], {
    params: [DATE, DATE],
    returns: IntegerType,
    sql: ([end, start]) => `CAST(${end} - ${start} AS INTEGER)`,
  }),
  scalar(
    [
      'months_between',
      'months_between(timestamp1, timestamp2[, roundOff])',
      'The months between, with a fraction by 31 days.',
    ],
    {
      params: [TIMESTAMP, TIMESTAMP, BOOLEAN],
      required: 2,
      returns: DoubleType,
      sql: ([a, b, round = 'true'], _, context) =>
        `mr_months_between(${sinceMidnight(a, context)}, ${sinceMidnight(b, context)}, ${round})`,
    },
  ),
  scalar(['last_day', 'last_day(date)', 'The last day of the month.'], {
    params: [DATE],
    returns: DateType,
    sql: ([d]) => `last_day(${d})`,
  }),
  scalar(['next_day', 'next_day(date, dayOfWeek)', 'The first later date on a day of the week.'], {
    params: [DATE, STRING],
    returns: DateType,
    nullable: true,
    sql: ([d, name], _, { ansi }) => {
      const day = `(list_position(${DAYS}, upper(trim(${name}))) - 1) % 7`;
      const next = `(${d} + CAST((${day} - dayofweek(${d}) + 6) % 7 + 1 AS INTEGER))`;
      if (!ansi) return next;
      const fault = faultSql('ILLEGAL_DAY_OF_WEEK', {}, { string: name });
      return `CASE WHEN ${d} IS NOT NULL AND ${name} IS NOT NULL THEN coalesce(${next}, ${fault}) END`;
    },
  }),
  scalar(['trunc', 'trunc(date, unit)', 'The first day of the year, quarter, month or week.'], {
    params: [DATE, STRING],
    returns: DateType,
    nullable: true,
    sql: ([d, unit], expr) =>
      truncSql(d, unit, constant(expr.args[1]), DATE_UNITS, (u) => `CAST(date_trunc('${u}', ${d}) AS DATE)`, 'DATE'),
  }),
  scalar(['date_trunc', 'date_trunc(unit, timestamp)', 'The start of the unit, in the zone of the session.'], {
    params: [STRING, TIMESTAMP],
    returns: TimestampType,
    nullable: true,
    sql: ([unit, x], expr, context) =>
      truncSql(x, unit, constant(expr.args[0]), Object.values(UNITS), (u) => truncated(u, x, context), 'TIMESTAMPTZ'),
  }),
  parser(['to_date', 'to_date(expr[, pattern])', 'A date out of text.'], TO_DATE, false),
  parser(['try_to_date', 'try_to_date(expr[, pattern])', 'A date out of text, or null.'], TO_DATE, true),
  parser(
    ['to_timestamp', 'to_timestamp(expr[, pattern])', 'A timestamp out of text.', 'to_timestamp_ltz'],
    TO_TIMESTAMP,
    false,
  ),
  parser(
    ['try_to_timestamp', 'try_to_timestamp(expr[, pattern])', 'A timestamp out of text, or null.'],
    TO_TIMESTAMP,
    true,
  ),
  parser(
    ['to_timestamp_ntz', 'to_timestamp_ntz(expr[, pattern])', 'A timestamp without time zone out of text.'],
    TO_NTZ,
    false,
  ),
  scalar(['date_format', 'date_format(timestamp, pattern)', 'A timestamp as text.'], {
    params: [TIMESTAMP, STRING],
    returns: StringType,
    sql: ([x, pattern], expr, context) => formatSql(x, pattern, constant(expr.args[1]), context),
  }),
  unixTime(['unix_timestamp', 'unix_timestamp([expr[, pattern]])', 'Seconds since 1970.'], 0),
  unixTime(['to_unix_timestamp', 'to_unix_timestamp(expr[, pattern])', 'Seconds since 1970.'], 1),
  scalar(['from_unixtime', 'from_unixtime(seconds[, pattern])', 'Seconds since 1970 as text.'], {
    params: [LONG, STRING],
    required: 1,
    returns: StringType,
    sql: ([x, pattern], expr, context) => {
      const known = pattern === undefined ? DEFAULT_PATTERN : constant(expr.args[1]);
      return formatSql(`make_timestamptz(${x} * 1000000)`, pattern ?? quoteString(DEFAULT_PATTERN), known, context);
    },
  }),
  microsOf(['timestamp_seconds', 'timestamp_seconds(expr)', 'The instant some seconds after 1970.'], 1_000_000),
  microsOf(['timestamp_millis', 'timestamp_millis(expr)', 'The instant some milliseconds after 1970.'], 1000),
  microsOf(['timestamp_micros', 'timestamp_micros(expr)', 'The instant some microseconds after 1970.'], 1),
  unixUnit(['unix_seconds', 'unix_seconds(timestamp)', 'Seconds since 1970.'], 1_000_000),
  unixUnit(['unix_millis', 'unix_millis(timestamp)', 'Milliseconds since 1970.'], 1000),
  unixUnit(['unix_micros', 'unix_micros(timestamp)', 'Microseconds since 1970.'], 1),
  scalar(['unix_date', 'unix_date(date)', 'Days since 1970.'], {
    params: [uncast(DATE)],
    returns: IntegerType,
    sql: ([d]) => `CAST(${d} - DATE '1970-01-01' AS INTEGER)`,
  }),
  scalar(['date_from_unix_date', 'date_from_unix_date(days)', 'The date some days after 1970.'], {
    params: [INT],
    returns: DateType,
    sql: ([n]) => `(DATE '1970-01-01' + ${n})`,
  }),
  scalar(['make_date', 'make_date(year, month, day)', 'A date out of its parts.'], {
    params: [INT, INT, INT],
    returns: DateType,
    nullable: true,
    sql: (args, _, context) => {
      const [y, m, d] = args;
      const value = `TRY_CAST(printf('%04d-%02d-%02d', ${y}, ${m}, ${d}) AS DATE)`;
      const fault = faultSql(
        'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION',
        {},
        { rangeMessage: `mr_date_fault(${y}, ${m}, ${d})` },
      );
      return orNull(value, context, fault, [y, m, d]);
    },
  }),
  makeTimestamp(
    [
      'make_timestamp',
      'make_timestamp(year, month, day, hour, min, sec[, timezone])',
      'A timestamp out of its parts.',
      'make_timestamp_ltz',
    ],
    TimestampType,
    false,
  ),
  makeTimestamp(
    [
      'try_make_timestamp',
      'try_make_timestamp(year, month, day, hour, min, sec[, timezone])',
      'A timestamp out of its parts, or null.',
      'try_make_timestamp_ltz',
    ],
    TimestampType,
    true,
  ),
  makeTimestamp(
    [
      'make_timestamp_ntz',
      'make_timestamp_ntz(year, month, day, hour, min, sec)',
      'A timestamp without time zone out of its parts.',
    ],
    TimestampNtzType,
    false,
  ),
  makeTimestamp(
    [
      'try_make_timestamp_ntz',
      'try_make_timestamp_ntz(year, month, day, hour, min, sec)',
      'A timestamp without time zone out of its parts, or null.',
    ],
    TimestampNtzType,
    true,
  ),
  ...intervalMakers,
  scalar(['from_utc_timestamp', 'from_utc_timestamp(timestamp, timezone)', 'A UTC wall clock moved to a zone.'], {
    params: [TIMESTAMP, STRING],
    returns: TimestampType,
    sql: ([x, zone], expr) => fromUtc(x, zone, expr.args[1]),
  }),
  scalar(['to_utc_timestamp', 'to_utc_timestamp(timestamp, timezone)', 'A wall clock of a zone moved to UTC.'], {
    params: [TIMESTAMP, STRING],
    returns: TimestampType,
    sql: ([x, zone], expr) => toUtc(x, zone, expr.args[1]),
  }),
  scalar(
    ['convert_timezone', 'convert_timezone([source, ]target, timestamp_ntz)', 'A wall clock of one zone in another.'],
    {
      params: [ANY, ANY, ANY],
      required: 2,
      refine: (args, context) => [...args.slice(0, -1), castTo(args.at(-1) as Expr, TimestampNtzType, context)],
      returns: TimestampNtzType,
      sql: (args, expr, context) => {
        const [source, target, x] = args.length === 2 ? [quoteString(context.timeZone), args[0], args[1]] : args;
        const [sourceArg, targetArg] =
          args.length === 2 ? [literal(context.timeZone, StringType), expr.args[0]] : expr.args;
        const instant = byZone(
          source ?? '',
          sourceArg,
          (offset) => `epoch_us(${x}) - ${offset}`,
          (region) => `epoch_us(${instantIn(region, x ?? '')})`,
        );
        return byZone(
          target ?? '',
          targetArg,
          (offset) => `make_timestamp(${instant} + ${offset})`,
          (region) => `timezone(${region}, make_timestamptz(${instant}))`,
        );
      },
    },
  ),
  constantTime(['current_timestamp', 'current_timestamp()', 'The time of the batch.', 'now'], TimestampType, now),
  constantTime(
    ['current_date', 'current_date()', 'The date of the batch in the zone of the session.', 'curdate'],
    DateType,
    (context) => `CAST(${toWallClock(now(context), context)} AS DATE)`,
  ),
  constantTime(
    ['localtimestamp', 'localtimestamp()', 'The wall clock of the batch in the zone of the session.'],
    TimestampNtzType,
    (context) => toWallClock(now(context), context),
  ),
  constantTime(['current_timezone', 'current_timezone()', 'The zone of the session.'], StringType, (context) =>
    quoteString(context.timeZone),
  ),
  scalar(['timestampadd', 'timestampadd(unit, quantity, timestamp)', 'A timestamp some units later.'], {
    params: [STRING, LONG, ANY_TIMESTAMP],
    returns: (args) => typeOf(args[2] as Expr),
    sql: ([, n, x], expr, context) => {
      const unit = UNITS[(constant(expr.args[0]) ?? '').toLowerCase()] ?? 'day';
      if (typeAt(expr, 2).kind === 'timestamp' && WITHIN_DAY.includes(unit))
        return `(${x} + CAST(${n} AS INTEGER) * INTERVAL 1 ${unit})`;
      const clock = `(${wall(x, typeAt(expr, 2), context)} + CAST(${n} AS INTEGER) * INTERVAL 1 ${unit})`;
      return typeAt(expr, 2).kind === 'timestamp' ? toInstant(clock, context) : clock;
    },
  }),
  scalar(['timestampdiff', 'timestampdiff(unit, start, end)', 'The whole units between two timestamps.'], {
    params: [STRING, TIMESTAMP, TIMESTAMP],
    returns: LongType,
    sql: ([, start, end], expr, context) => {
      const written = constant(expr.args[0]) ?? '';
      const unit = UNITS[written.toLowerCase()];
      if (unit === undefined) {
        const texts = { parameter: '`unit`', functionName: '`TIMESTAMPDIFF`', invalidValue: `'${written}'` };
        return `CASE WHEN ${start} IS NOT NULL AND ${end} IS NOT NULL THEN ${faultSql('INVALID_PARAMETER_VALUE.DATETIME_UNIT', texts)} END`;
      }
      const [a, b] = [toWallClock(start, context), toWallClock(end, context)];
      const months = MONTHS[unit];
      return months === undefined ? `date_sub('${unit}', ${a}, ${b})` : `(${wholeMonths(a, b)} // ${months})`;
    },
  }),
];
