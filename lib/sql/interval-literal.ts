import { type Literal, literal } from '../expression/expr.ts';
import {
  type DayTimeField,
  dayTimeIntervalType,
  type YearMonthField,
  yearMonthIntervalType,
} from '../types/data-type.ts';
import { intervalFault } from '../types/interval.ts';
import {
  type CalendarInterval,
  INTERVAL_UNITS,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  readIntervalText,
} from '../util/interval.ts';
import type { Token } from './lexer.ts';
import { errorAt, syntaxError } from './sql-error.ts';
import { stringValue } from './string-literal.ts';

interface Amount {
  readonly value: string;
  readonly unit: string;
  /** Index of the token after it. */
  readonly next: number;
}

const FIELD_OF_UNIT: Readonly<Record<string, DayTimeField | YearMonthField>> = {
  year: 'year',
  month: 'month',
  week: 'day',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  millisecond: 'second',
  microsecond: 'second',
};
const YEAR_MONTH: readonly YearMonthField[] = ['year', 'month'];
const DAY_TIME: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];

/** The interval literal that starts with the INTERVAL token at `index`, and the index of the token after it; undefined if none does. */
export function intervalLiteral(
  sql: string,
  tokens: readonly Token[],
  index: number,
): { readonly literal: Literal; readonly next: number } | undefined {
  const first = readAmount(tokens, index + 1);
  if (first === undefined) {
    refuseUnit(sql, tokens, index + 1);
    return wholeText(sql, tokens, index);
  }
  if (tokens[first.next]?.lower === 'to') {
    const end = unitOf(tokens[first.next + 1]);
    if (end !== undefined) return { literal: rangeLiteral(sql, tokens, index, first, end), next: first.next + 2 };
  }
  const amounts: Amount[] = [first];
  for (let next = readAmount(tokens, first.next); next !== undefined; next = readAmount(tokens, next.next)) {
    amounts.push(next);
  }
  const next = amounts.at(-1)?.next ?? first.next;
  const source = sql.slice(tokens[index]?.start, tokens[next - 1]?.end);
  const at = tokens[index]?.start ?? 0;
  for (const { value } of amounts) {
    if (!/^[+-]*\s*(\d+\.?\d*|\.\d+)$/.test(value)) {
      throw errorAt('_LEGACY_ERROR_TEMP_0026', { value: value.trim() }, sql, at);
    }
  }
  const text = amounts.map(({ value, unit }) => `${value.replace(/^--/, '')} ${unit}`).join(' ');
  const interval = readIntervalText(text);
  if ('fault' in interval) {
    const { condition, params } = intervalFault(text, interval);
    throw errorAt(condition, params, sql, at);
  }
  return {
    literal: unitsLiteral(
      interval,
      amounts.map(({ unit }) => unit),
      () => mixed(sql, source, at),
    ),
    next,
  };
}

function readAmount(tokens: readonly Token[], index: number): Amount | undefined {
  const signed = tokens[index]?.text === '-' || tokens[index]?.text === '+';
  const at = signed ? index + 1 : index;
  const token = tokens[at];
  const unit = unitOf(tokens[at + 1]);
  if (unit === undefined || (token?.kind !== 'string' && token?.kind !== 'number')) return undefined;
  const value = token.kind === 'string' ? stringValue(token.text).trim() : token.text;
  return { value: signed ? `${tokens[index]?.text}${value}` : value, unit, next: at + 2 };
}

/** After INTERVAL and a number only a unit may follow. */
function refuseUnit(sql: string, tokens: readonly Token[], index: number): void {
  const word = tokens[index + 1];
  if (tokens[index]?.kind === 'number' && word?.kind === 'word') throw syntaxError(sql, word.start, word.text);
}

function unitOf(token: Token | undefined): string | undefined {
  const name = token?.kind === 'word' ? token.lower : '';
  return INTERVAL_UNITS.find((unit) => name === unit || name === `${unit}s`);
}

/** `INTERVAL '1 day 2 hours'`. */
function wholeText(sql: string, tokens: readonly Token[], index: number): ReturnType<typeof intervalLiteral> {
  const token = tokens[index + 1];
  if (token?.kind !== 'string') return undefined;
  const text = stringValue(token.text);
  const interval = readIntervalText(text);
  const at = tokens[index]?.start ?? 0;
  if ('fault' in interval) {
    throw errorAt('INVALID_TYPED_LITERAL', { valueType: '"INTERVAL"', value: `'${text}'` }, sql, at);
  }
  const units = INTERVAL_UNITS.filter((unit) => new RegExp(`\\b${unit}s?\\b`, 'i').test(text));
  return { literal: unitsLiteral(interval, units, () => mixed(sql, `INTERVAL ${token.text}`, at)), next: index + 2 };
}

const mixed = (sql: string, source: string, at: number): Error =>
  errorAt('_LEGACY_ERROR_TEMP_0029', { literal: source }, sql, at);

function unitsLiteral(interval: CalendarInterval, units: readonly string[], mixedError: () => Error): Literal {
  const fields = units.map((unit) => FIELD_OF_UNIT[unit]);
  const months = YEAR_MONTH.filter((field) => fields.includes(field));
  const time = DAY_TIME.filter((field) => fields.includes(field));
  const [start, end] = [months[0], months.at(-1)];
  if (start !== undefined && end !== undefined) {
    if (time.length > 0) throw mixedError();
    return literal(interval.months, yearMonthIntervalType(start, end));
  }
  const micros = BigInt(interval.days) * MICROS_PER_DAY + interval.microseconds;
  return literal(String(micros), dayTimeIntervalType(time[0], time.at(-1)));
}

interface FieldRule {
  readonly pattern: string;
  readonly max: bigint;
  readonly factor: bigint;
  /** What stands between the field and the one before it. */
  readonly separator: string;
}
const FIELDS: Readonly<Record<DayTimeField | YearMonthField, FieldRule>> = {
  year: { pattern: '(\\d+)', max: 0n, factor: 12n, separator: '' },
  month: { pattern: '(\\d+)', max: 11n, factor: 1n, separator: '-' },
  day: { pattern: '(\\d+)', max: 0n, factor: MICROS_PER_DAY, separator: '' },
  hour: { pattern: '(\\d+)', max: 23n, factor: MICROS_PER_HOUR, separator: '\\s+' },
  minute: { pattern: '(\\d+)', max: 59n, factor: MICROS_PER_MINUTE, separator: ':' },
  second: { pattern: '(\\d+(?:\\.\\d{1,9})?)', max: 59n, factor: 1_000_000n, separator: ':' },
};

/** `INTERVAL '1 02:03' DAY TO MINUTE`, `INTERVAL '1-2' YEAR TO MONTH`. */
function rangeLiteral(sql: string, tokens: readonly Token[], index: number, first: Amount, endUnit: string): Literal {
  const at = tokens[index]?.start ?? 0;
  const months = between(YEAR_MONTH, first.unit, endUnit);
  const fields = months ?? between(DAY_TIME, first.unit, endUnit);
  const input = first.value;
  if (fields === undefined)
    throw errorAt(
      'INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION',
      { input, from: first.unit, to: endUnit },
      sql,
      at,
    );
  const body = fields.map((field, i) => `${i === 0 ? '' : FIELDS[field].separator}${FIELDS[field].pattern}`).join('');
  const match = new RegExp(`^([+-]*)\\s*${body}$`).exec(first.value);
  if (match === null) throw unmatched(first, endUnit, months !== undefined, sql, at);
  const [, signs = '', ...parts] = match;
  let total = 0n;
  for (const [i, field] of fields.entries()) {
    const [whole = '0', fraction = ''] = (parts[i] ?? '0').split('.');
    const { max, factor } = FIELDS[field];
    if (i > 0 && BigInt(whole) > max)
      throw errorAt(
        '_LEGACY_ERROR_TEMP_0063',
        { msg: `requirement failed: ${field} ${whole} outside range [0, ${max}]` },
        sql,
        at,
      );
    total += BigInt(whole) * factor + BigInt(fraction.padEnd(6, '0').slice(0, 6));
  }
  const value = signs.replaceAll('+', '').length % 2 === 1 ? -total : total;
  const [start, end] = [fields[0], fields.at(-1)];
  return months === undefined
    ? literal(String(value), dayTimeIntervalType(start as DayTimeField, end as DayTimeField))
    : literal(Number(value), yearMonthIntervalType(start as YearMonthField, end as YearMonthField));
}

/** How Spark writes the parts of an interval, and what stands before each. */
const LETTERS: Readonly<Record<string, string>> = {
  year: 'y',
  month: '-m',
  day: 'd',
  hour: ' h',
  minute: ':m',
  second: ':s.n',
};

function unmatched({ value, unit }: Amount, endUnit: string, isMonths: boolean, sql: string, at: number): Error {
  const fields = between<string>(isMonths ? YEAR_MONTH : DAY_TIME, unit, endUnit) ?? [];
  const shape = fields
    .map((field, i) => (LETTERS[field] ?? '').slice(i === 0 && field !== 'year' && field !== 'day' ? 1 : 0))
    .join('');
  const range = `${unit} to ${endUnit}`;
  const params = {
    input: value,
    intervalStr: isMonths ? 'year-month' : 'day-time',
    supportedFormat: `\`[+|-]${shape}\`, \`INTERVAL [+|-]'[+|-]${shape}' ${range.toUpperCase()}\``,
    typeName: `interval ${range}`,
  };
  return isMonths
    ? errorAt('INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING', params, sql, at)
    : errorAt('INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE', params, sql, at);
}

function between<F extends string>(fields: readonly F[], start: string, end: string): readonly F[] | undefined {
  const names: readonly string[] = fields;
  const [from, to] = [names.indexOf(start), names.indexOf(end)];
  return from >= 0 && to > from ? fields.slice(from, to + 1) : undefined;
}

/** An interval literal as a calendar interval: months or microseconds. */
export function calendarInterval({ value, dataType }: Literal): CalendarInterval {
  const isMonths = dataType.kind === 'yearMonthInterval';
  return { months: isMonths ? Number(value) : 0, days: 0, microseconds: isMonths ? 0n : BigInt(String(value)) };
}
