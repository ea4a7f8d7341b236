/** Spark's calendar interval: months, days and time are kept apart, because none of them is a fixed number of the next. */
export interface CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;
}

/** Spark's names for what can be wrong with interval text; NO_NUMBER is text that starts with the word interval and goes on with none. */
export type IntervalFaultKind =
  | 'ARITHMETIC_EXCEPTION'
  | 'INPUT_IS_EMPTY'
  | 'INVALID_FRACTION'
  | 'INVALID_PRECISION'
  | 'INVALID_UNIT'
  | 'INVALID_VALUE'
  | 'MISSING_NUMBER'
  | 'MISSING_UNIT'
  | 'NO_NUMBER'
  | 'UNRECOGNIZED_NUMBER';

/** Why a text is not an interval: `fault` is in words that end the sentence "… is not an interval: …", `word` the part that is wrong. */
export interface IntervalFault {
  readonly fault: string;
  readonly kind: IntervalFaultKind;
  readonly word: string;
}

export const MICROS_PER_SECOND = 1_000_000n;
export const MICROS_PER_MINUTE = 60n * MICROS_PER_SECOND;
export const MICROS_PER_HOUR = 60n * MICROS_PER_MINUTE;
export const MICROS_PER_DAY = 24n * MICROS_PER_HOUR;

type Part = 'months' | 'days' | 'microseconds';
interface Unit {
  readonly part: Part;
  readonly factor: bigint;
}

const UNITS: Readonly<Record<string, Unit>> = {
  year: { part: 'months', factor: 12n },
  month: { part: 'months', factor: 1n },
  week: { part: 'days', factor: 7n },
  day: { part: 'days', factor: 1n },
  hour: { part: 'microseconds', factor: MICROS_PER_HOUR },
  minute: { part: 'microseconds', factor: MICROS_PER_MINUTE },
  second: { part: 'microseconds', factor: MICROS_PER_SECOND },
  millisecond: { part: 'microseconds', factor: 1000n },
  microsecond: { part: 'microseconds', factor: 1n },
};

/** The unit names of interval text, in the singular. */
export const INTERVAL_UNITS: readonly string[] = Object.keys(UNITS);

const LIMITS: Readonly<Record<Part, bigint>> = { months: 2n ** 31n, days: 2n ** 31n, microseconds: 2n ** 63n };
const PREFIX = /^interval/;
/** A sign, the word after it and the unit after that. */
const TERM = /\s*([+-]?)\s*(\S*)\s*(\S*)/y;
const FRACTION_DIGITS = 9;

/** Reads `10 minutes`, `interval 1 day`, `1 month -2 days 3.5 seconds`; pure, so that each caller raises the error of its own phase. */
export function readIntervalText(text: string): CalendarInterval | IntervalFault {
  const input = text.trim().toLowerCase();
  if (input === '') return fault('INPUT_IS_EMPTY', '', 'it is empty');
  const body = input.replace(PREFIX, '');
  if (body !== input && !/^\s/.test(body)) return fault('NO_NUMBER', input, 'a number is missing');
  const sums: Record<Part, bigint> = { months: 0n, days: 0n, microseconds: 0n };
  const term = new RegExp(TERM);
  while (term.lastIndex < body.length) {
    const [, sign = '', number = '', unit = ''] = term.exec(body) ?? [];
    const amount = readTerm(sign, number, unit);
    if ('fault' in amount) return amount;
    sums[amount.part] += amount.value;
    const limit = LIMITS[amount.part];
    if (sums[amount.part] >= limit || sums[amount.part] < -limit)
      return fault('ARITHMETIC_EXCEPTION', text, `the ${amount.part} overflow`);
  }
  return Object.freeze({ months: Number(sums.months), days: Number(sums.days), microseconds: sums.microseconds });
}

const fault = (kind: IntervalFaultKind, word: string, reason: string): IntervalFault => ({ fault: reason, kind, word });

function readTerm(
  sign: string,
  number: string,
  word: string,
): { readonly part: Part; readonly value: bigint } | IntervalFault {
  const [, digits = '', point, fraction = ''] = /^(\d*)(?:(\.)(\d*))?$/.exec(number) ?? [];
  if (number === '') return fault('MISSING_NUMBER', sign, `expected a number after ${quote(sign)}`);
  if (sign === '' && !/^[\d.]/.test(number))
    return fault('UNRECOGNIZED_NUMBER', number, `cannot read ${quote(number)}`);
  if (fraction.length > FRACTION_DIGITS)
    return fault('INVALID_PRECISION', number, `${quote(number)} is finer than nanoseconds`);
  if (digits === '' && fraction === '') return fault('INVALID_VALUE', number, `${quote(number)} is not a number`);
  if (word === '') return fault('MISSING_UNIT', number, `a unit is missing after ${quote(number)}`);
  const unit = UNITS[word.replace(/s$/, '')];
  if (unit === undefined || word.endsWith('ss')) return fault('INVALID_UNIT', word, `${quote(word)} is not a unit`);
  if (point !== undefined && !word.startsWith('second'))
    return fault('INVALID_FRACTION', word, `${quote(word)} cannot have a fractional part`);
  const micros = BigInt(fraction.padEnd(FRACTION_DIGITS, '0').slice(0, 6));
  const value = BigInt(digits === '' ? '0' : digits) * unit.factor + micros;
  return { part: unit.part, value: sign === '-' ? -value : value };
}

/** Milliseconds as watermarks, triggers and timeouts count them: a month has 31 days, a day 24 hours, and what is below a millisecond is cut off. */
export function toMillis(interval: CalendarInterval): number {
  const days = BigInt(interval.months) * 31n + BigInt(interval.days);
  return Number((days * MICROS_PER_DAY + interval.microseconds) / 1000n);
}

/** Spark's text of a calendar interval: `1 years 2 months 3 days 4 hours 5 minutes 6.5 seconds`; zero parts are left out. */
export function formatInterval(interval: CalendarInterval): string {
  const { months, days, microseconds } = interval;
  const parts: readonly (readonly [number | bigint, string])[] = [
    [Math.trunc(months / 12), 'years'],
    [months % 12, 'months'],
    [days, 'days'],
    [microseconds / MICROS_PER_HOUR, 'hours'],
    [(microseconds % MICROS_PER_HOUR) / MICROS_PER_MINUTE, 'minutes'],
  ];
  const texts = parts.filter(([amount]) => Number(amount) !== 0).map(([amount, unit]) => `${amount} ${unit}`);
  const rest = microseconds % MICROS_PER_MINUTE;
  if (rest !== 0n) texts.push(`${formatSeconds(rest)} seconds`);
  return texts.length === 0 ? '0 seconds' : texts.join(' ');
}

/** Seconds with as many decimals as the microseconds need: `1`, `-0.5`, `0.000001`. */
export function formatSeconds(micros: bigint): string {
  const size = micros < 0n ? -micros : micros;
  const fraction = String(size % MICROS_PER_SECOND)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${micros < 0n ? '-' : ''}${size / MICROS_PER_SECOND}${fraction === '' ? '' : `.${fraction}`}`;
}

const quote = (text: string): string => `'${text}'`;
