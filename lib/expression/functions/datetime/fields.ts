import { AnalysisError } from '../../../errors/index.ts';
import {
  ByteType,
  type DataType,
  DateType,
  DoubleType,
  decimalType,
  IntegerType,
  StringType,
  sqlName,
  TimestampType,
} from '../../../types/data-type.ts';
import { castTo } from '../../coercion.ts';
import { wallClockOf } from '../../duckdb-time.ts';
import type { Call, Expr } from '../../expr.ts';
import { isFoldable } from '../../foldable.ts';
import type { FunctionRecord, PrintContext } from '../../function-record.ts';
import { unexpectedInput } from '../../mismatch.ts';
import { nameOf } from '../../name-of.ts';
import { typeOf } from '../../type-of.ts';
import { ANY, ANY_TIMESTAMP, DATE, STRING, type TypeRule } from '../../type-rule.ts';
import { constantText, typeAt } from '../arguments.ts';
import { type Head, scalar } from '../define.ts';

/** Dates, and times of both kinds; text is read as a date. */
const DATE_LIKE: TypeRule = {
  words: '"DATE"',
  accepts: (t) => ['date', 'timestamp', 'timestamp_ntz'].includes(t.kind),
  target: DateType,
};

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
    sql: ([x], expr, context) =>
      `CAST(${INTEGER_PARTS[name]?.(wallClockOf(x, typeAt(expr.args, 0), context))} AS INTEGER)`,
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
    ).flatMap(([name, others]) =>
      [name, ...others.split(' ')].filter((spelling) => spelling !== '').map((spelling) => [spelling, name]),
    ),
  ),
);

const isNull = (expr: Expr | undefined): boolean =>
  expr?.kind === 'Literal' ? expr.value === null : expr?.kind === 'Cast' && isNull(expr.child);

const fieldOf = (expr: Expr | undefined): string => FIELDS[(constantText(expr) ?? '').toLowerCase()] ?? '';

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

/** The fields that a value of a kind has; a date has those of times too. */
const FIELDS_OF: Readonly<Partial<Record<DataType['kind'], readonly string[]>>> = Object.freeze({
  yearMonthInterval: ['year', 'month'],
  dayTimeInterval: ['day', 'hour', 'minute', 'second'],
});

const OF_THE_DAY: ReadonlySet<string> = new Set(['hour', 'minute', 'second']);

function extractType(args: readonly Expr[]): DataType {
  const [name, source] = args as [Expr, Expr];
  if (isNull(name)) return DoubleType;
  const field = fieldOf(name);
  const { kind } = typeOf(source);
  const known = FIELDS_OF[kind];
  if (field === '' || known?.includes(field) === false)
    throw new AnalysisError('INVALID_EXTRACT_FIELD', { field: constantText(name) ?? '', expr: nameOf(source) });
  if (known === undefined && !['date', 'timestamp', 'timestamp_ntz', 'null'].includes(kind))
    unexpectedInput(field, [source], 0, OF_THE_DAY.has(field) ? ANY_TIMESTAMP.words : DATE.words);
  if (field === 'second') return decimalType(8, 6);
  return isIntervalArg(args) && field !== 'year' && field !== 'day' ? ByteType : IntegerType;
}

function extractSql([, x]: readonly [string, string, ...string[]], expr: Call, context: PrintContext): string {
  if (isNull(expr.args[0])) return 'CAST(NULL AS DOUBLE)';
  const field = fieldOf(expr.args[0]);
  if (isIntervalArg(expr.args)) return INTERVAL_PARTS[field]?.(x) ?? 'NULL';
  const w = wallClockOf(x, typeAt(expr.args, 1), context);
  return field === 'second'
    ? secondWithFraction(`CAST(${w} AS TIMESTAMP)`)
    : `CAST(${INTEGER_PARTS[field]?.(w) ?? 'NULL'} AS INTEGER)`;
}

function constantField(funcName: string, field: Expr): Expr {
  if (isFoldable(field)) return field;
  throw new AnalysisError('NON_FOLDABLE_ARGUMENT', { funcName, paramName: 'field', paramType: sqlName(StringType) });
}

const extract = (head: Head): FunctionRecord =>
  scalar(head, {
    params: [STRING, { ...ANY, words: '("DATE" or "TIMESTAMP" or "INTERVAL")' }],
    refine: ([field, source], context) => [
      constantField(head[0], field as Expr),
      typeOf(source as Expr).kind === 'string' ? castTo(source as Expr, TimestampType, context) : (source as Expr),
    ],
    returns: extractType,
    sql: extractSql,
  });

/** Fields of dates, timestamps and intervals. */
export const datetimeFields: readonly FunctionRecord[] = [
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
];
