/** Spark's calendar interval: months, days and time are kept apart, because none of them is a fixed number of the next. */
export interface CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;
}

/** Why a text is not an interval, in words that end the sentence "… is not an interval: …". */
export interface IntervalFault {
  readonly fault: string;
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
const PREFIX = /^interval(?=\s)/;
const TERM = /\s*([+-]?)\s*(\d*)(?:(\.)(\d*))?(\s+([a-z]+))?(?=\s|$)/y;

/** Reads `10 minutes`, `interval 1 day`, `1 month -2 days 3.5 seconds`; pure, so that each caller raises the error of its own phase. */
export function readIntervalText(text: string): CalendarInterval | IntervalFault {
  const input = text.trim().toLowerCase();
  const body = input.replace(PREFIX, '').trim();
  if (body === '') return { fault: input === '' ? 'it is empty' : 'a number is missing' };
  const sums: Record<Part, bigint> = { months: 0n, days: 0n, microseconds: 0n };
  const term = new RegExp(TERM);
  while (term.lastIndex < body.length) {
    const at = term.lastIndex;
    const match = term.exec(body);
    const amount = match === null ? { fault: `cannot read ${quote(body.slice(at).trim())}` } : readTerm(match);
    if ('fault' in amount) return amount;
    sums[amount.part] += amount.value;
    const limit = LIMITS[amount.part];
    if (sums[amount.part] >= limit || sums[amount.part] < -limit) return { fault: `the ${amount.part} overflow` };
  }
  return Object.freeze({ months: Number(sums.months), days: Number(sums.days), microseconds: sums.microseconds });
}

function readTerm(match: RegExpExecArray): { readonly part: Part; readonly value: bigint } | IntervalFault {
  const [whole, sign, digits = '', point, fraction = '', , word] = match;
  const number = `${digits}${point ?? ''}${fraction}`;
  if (digits === '' && fraction === '') return { fault: `expected a number at ${quote(whole.trim())}` };
  if (word === undefined) return { fault: `a unit is missing after ${quote(number)}` };
  const unit = UNITS[word.replace(/s$/, '')];
  if (unit === undefined || word.endsWith('ss')) return { fault: `${quote(word)} is not a unit` };
  if (point !== undefined && !word.startsWith('second'))
    return { fault: `${quote(word)} cannot have a fractional part` };
  if (fraction.length > 9) return { fault: `${quote(number)} is finer than nanoseconds` };
  const micros = BigInt(fraction.padEnd(9, '0').slice(0, 6));
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
