import { type PatternPart, patternParts } from '../datetime-pattern.ts';
import type { BuiltinJsFunction } from '../function-record.ts';
import { type CivilTime, civilTime, isZone, lastDay, offsetOf, wallMicros, zoneOffset } from './civil-time.ts';
import { builtin, fail } from './define-builtin.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

interface Shown extends CivilTime {
  readonly offsetSeconds: number;
  readonly zone: string;
  readonly instantMillis: number;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
const name = (names: readonly string[], index: number, count: number): string => {
  const full = names[index] ?? '';
  return count === 4 ? full : full.slice(0, 3);
};

/** An offset with hours, minutes with or without a colon, and seconds where there are any. */
export function offsetText(seconds: number, colon = true, zero = 'Z'): string {
  if (seconds === 0) return zero;
  const total = Math.abs(seconds);
  const parts = [
    pad(Math.floor(total / 3600), 2),
    pad(Math.floor(total / 60) % 60, 2),
    ...(total % 60 === 0 ? [] : [pad(total % 60, 2)]),
  ];
  return (seconds < 0 ? '-' : '+') + parts.join(colon ? ':' : '');
}

const isoOffset = (seconds: number, count: number, zero: string): string => {
  if (count === 1 && seconds !== 0 && seconds % 3600 === 0) return offsetText(seconds).slice(0, 3);
  const shown = count > 3 ? seconds : Math.trunc(seconds / 60) * 60;
  return offsetText(shown, count === 3 || count === 5, zero);
};

const PLAIN_ZERO: readonly string[] = ['', '+00', '+0000', '+00:00', '+0000', '+00:00'];

const zoneName = (t: Shown, style: 'short' | 'long'): string => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: t.zone, timeZoneName: style });
  return format.formatToParts(t.instantMillis).find((part) => part.type === 'timeZoneName')?.value ?? t.zone;
};

/** What each letter prints, by its count. */
const FORMATS: Readonly<Record<string, (t: Shown, count: number) => string>> = Object.freeze({
  G: (t: Shown, count: number) =>
    count === 4 ? (t.year > 0 ? 'Anno Domini' : 'Before Christ') : t.year > 0 ? 'AD' : 'BC',
  y: (t: Shown, count: number) =>
    count === 2 ? pad(t.year % 100, 2) : `${t.year > 9999 && count >= 4 ? '+' : ''}${pad(t.year, count)}`,
  M: (t: Shown, count: number) => (count > 2 ? name(MONTHS, t.month - 1, count) : pad(t.month, count)),
  L: (t: Shown, count: number) => (count > 2 ? name(MONTHS, t.month - 1, count) : pad(t.month, count)),
  d: (t: Shown, count: number) => pad(t.day, count),
  D: (t: Shown, count: number) => pad(t.dayOfYear, count),
  Q: (t: Shown, count: number) => quarter(t, count),
  q: (t: Shown, count: number) => quarter(t, count),
  E: (t: Shown, count: number) => name(DAYS, t.dayOfWeek - 1, count),
  F: (t: Shown) => String(((t.day - 1) % 7) + 1),
  a: (t: Shown) => (t.hour < 12 ? 'AM' : 'PM'),
  H: (t: Shown, count: number) => pad(t.hour, count),
  k: (t: Shown, count: number) => pad(t.hour === 0 ? 24 : t.hour, count),
  K: (t: Shown, count: number) => pad(t.hour % 12, count),
  h: (t: Shown, count: number) => pad(t.hour % 12 === 0 ? 12 : t.hour % 12, count),
  m: (t: Shown, count: number) => pad(t.minute, count),
  s: (t: Shown, count: number) => pad(t.second, count),
  S: (t: Shown, count: number) => pad(t.micros, 6).padEnd(9, '0').slice(0, count),
  V: (t: Shown) => t.zone,
  z: (t: Shown, count: number) => zoneName(t, count === 4 ? 'long' : 'short'),
  O: (t: Shown, count: number) =>
    t.offsetSeconds === 0
      ? 'GMT'
      : `GMT${
          count === 4
            ? offsetText(t.offsetSeconds)
            : offsetText(t.offsetSeconds)
                .replace(/^([+-])0?(\d+):00$/, '$1$2')
                .replace(/^([+-])0/, '$1')
        }`,
  X: (t: Shown, count: number) => isoOffset(t.offsetSeconds, count, 'Z'),
  x: (t: Shown, count: number) => isoOffset(t.offsetSeconds, count, PLAIN_ZERO[count] ?? '+00:00'),
  Z: (t: Shown, count: number) =>
    count === 4
      ? `GMT${offsetText(t.offsetSeconds, true, '')}`
      : offsetText(t.offsetSeconds, count === 5, count === 5 ? 'Z' : '+0000'),
});

function quarter(t: Shown, count: number): string {
  const number = Math.ceil(t.month / 3);
  if (count <= 2) return pad(number, count);
  return count === 3 ? `Q${number}` : `${number}${['st', 'nd', 'rd', 'th'][number - 1]} quarter`;
}

/** Prints a wall clock by a pattern. */
function formatTime(wall: bigint, offsetSeconds: number, zone: string, pattern: string): string {
  const instantMillis = Number(wall / 1000n) - offsetSeconds * 1000;
  const time: Shown = { ...civilTime(wall), offsetSeconds, zone, instantMillis };
  return patternParts(pattern)
    .map((part) => {
      if ('optional' in part) return '';
      return 'text' in part ? part.text : letter(part.letter, pattern)(time, part.count);
    })
    .join('');
}

function letter(name: string, pattern: string): (t: Shown, count: number) => string {
  return FORMATS[name] ?? fail('INVALID_DATETIME_PATTERN', { pattern: `'${pattern}'` });
}

const escapeText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const alternatives = (names: readonly string[], count: number): string =>
  names.map((n) => (count === 4 ? n : n.slice(0, 3))).join('|');
const digits = (count: number, most: number): string => (count === 1 ? `\\d{1,${most}}` : `\\d{${count}}`);

/** The regular expression of what a letter reads. */
const READS: Readonly<Record<string, (count: number) => string>> = Object.freeze({
  G: () => 'AD|BC|Anno Domini|Before Christ',
  y: (count: number) => (count === 2 ? '\\d{2}' : count === 1 ? '\\d{1,10}' : `\\d{${count},10}`),
  M: (count: number) => (count > 2 ? alternatives(MONTHS, count) : digits(count, 2)),
  L: (count: number) => (count > 2 ? alternatives(MONTHS, count) : digits(count, 2)),
  d: (count: number) => digits(count, 2),
  D: (count: number) => digits(count, 3),
  E: (count: number) => alternatives(DAYS, count),
  a: () => 'AM|PM',
  H: (count: number) => digits(count, 2),
  k: (count: number) => digits(count, 2),
  K: (count: number) => digits(count, 2),
  h: (count: number) => digits(count, 2),
  m: (count: number) => digits(count, 2),
  s: (count: number) => digits(count, 2),
  S: (count: number) => `\\d{1,${count}}`,
  V: () => '[A-Za-z][\\w/+-]*',
  z: () => '[A-Za-z][\\w/+-]*',
  O: () => 'GMT(?:[+-]\\d{1,2}(?::\\d{2})?)?',
  X: () => 'Z|[+-]\\d{2}(?::?\\d{2})?(?::?\\d{2})?',
  x: () => '[+-]\\d{2}(?::?\\d{2})?',
  Z: () => 'Z|(?:GMT)?[+-]\\d{2}:?\\d{2}',
});

/** In a run of digits without separators, all but the first number have a fixed width. */
function partExpression(part: PatternPart, next: PatternPart | undefined): string {
  if ('optional' in part) return part.optional === 'start' ? '(?:' : ')?';
  if ('text' in part) return escapeText(part.text);
  const reads = READS[part.letter]?.(part.count) ?? fail('INVALID_DATETIME_PATTERN', { pattern: part.letter });
  const fixed = part.letter === 'y' && next !== undefined && 'letter' in next ? `\\d{${part.count}}` : reads;
  return `(?<${part.letter}>${fixed})`;
}

const expression = (parts: readonly PatternPart[]): RegExp =>
  new RegExp(`^${parts.map((part, i) => partExpression(part, parts[i + 1])).join('')}`, 'i');

type Fields = Readonly<Record<string, string | undefined>>;

const monthOf = (text: string): number =>
  /^\d/.test(text)
    ? Number(text)
    : MONTHS.findIndex((m) => m.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase()) + 1;

function yearOf(text: string | undefined, count: number): number {
  if (text === undefined) return 1970;
  return count === 2 ? 2000 + Number(text) : Number(text);
}

function hourOf(f: Fields): number {
  if (f['H'] !== undefined) return Number(f['H']);
  if (f['k'] !== undefined) return Number(f['k']) % 24;
  const twelve = f['h'] === undefined ? Number(f['K'] ?? 0) : Number(f['h']) % 12;
  return twelve + (f['a']?.toUpperCase() === 'PM' ? 12 : 0);
}

function wallOf(f: Fields, parts: readonly PatternPart[]): bigint | undefined {
  const yearCount = parts.find((part) => 'letter' in part && part.letter === 'y');
  const year = yearOf(f['y'], yearCount !== undefined && 'count' in yearCount ? yearCount.count : 4);
  const micros = Number((f['S'] ?? '').slice(0, 6).padEnd(6, '0'));
  const time = [hourOf(f), Number(f['m'] ?? 0), Number(f['s'] ?? 0), micros] as const;
  if (f['h'] !== undefined && (Number(f['h']) < 1 || Number(f['h']) > 12)) return undefined;
  if (f['D'] !== undefined && f['M'] === undefined) {
    const start = wallMicros(year, 1, 1, ...time);
    const inYear = Number(f['D']) >= 1 && Number(f['D']) <= (lastDay(year, 2) === 29 ? 366 : 365);
    return start === undefined || !inYear ? undefined : start + BigInt(Number(f['D']) - 1) * 86_400_000_000n;
  }
  return wallMicros(year, monthOf(f['M'] ?? f['L'] ?? '1'), Number(f['d'] ?? 1), ...time);
}

/** Reads text by a pattern: a wall clock, or an instant where the pattern has a zone; null where the text does not fit. */
export function parsePattern(text: string, pattern: string): bigint | null {
  const parts = patternParts(pattern);
  const found = expression(parts).exec(text);
  if (found === null || found[0].length !== text.length) return null;
  const fields: Fields = found.groups ?? {};
  const wall = wallOf(fields, parts);
  const zone = fields['X'] ?? fields['x'] ?? fields['Z'] ?? fields['z'] ?? fields['V'] ?? fields['O'];
  if (wall === undefined || zone === undefined) return wall ?? null;
  const offset = offsetOf(zone.toUpperCase()) ?? zoneOffset(zone, wall);
  return offset === undefined ? null : wall - BigInt(offset) * 1_000_000n;
}

/** Java's sentence about text that does not fit a pattern. */
function parseFault(text: string, pattern: string): string {
  const parts = patternParts(pattern);
  for (let count = parts.length; count >= 0; count--) {
    const found = expression(parts.slice(0, count)).exec(text);
    if (found === null) continue;
    if (count < parts.length) return `Text '${text}' could not be parsed at index ${found[0].length}`;
    if (found[0].length < text.length)
      return `Text '${text}' could not be parsed, unparsed text found at index ${found[0].length}`;
    const month = MONTHS[monthOf(found.groups?.['M'] ?? '1') - 1]?.toUpperCase() ?? '';
    return `Text '${text}' could not be parsed: Invalid date '${month} ${Number(found.groups?.['d'] ?? 1)}'`;
  }
  return `Text '${text}' could not be parsed at index 0`;
}

const MICROS_PER_DAY = 86_400_000_000n;

/** Months between two wall clocks: whole where the days agree or both end their month, else with a fraction by 31 days. */
function monthsBetween(a: bigint, b: bigint, round: boolean): number {
  const [x, y] = [civilTime(a), civilTime(b)];
  const months = (x.year - y.year) * 12 + x.month - y.month;
  const bothLast = x.day === lastDay(x.year, x.month) && y.day === lastDay(y.year, y.month);
  if (x.day === y.day || bothLast) return months;
  const timeOf = (micros: bigint): bigint => ((micros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY;
  const seconds = (x.day - y.day) * 86_400 + Number(timeOf(a) / 1_000_000n) - Number(timeOf(b) / 1_000_000n);
  const value = months + seconds / (31 * 86_400);
  return round ? (Math.round(Math.abs(value) * 1e8) / 1e8) * Math.sign(value) : value;
}

/** Java's sentence about parts that are no date. */
function dateFault(year: number, month: number, day: number): string {
  if (month < 1 || month > 12) return `Invalid value for MonthOfYear (valid values 1 - 12): ${month}`;
  if (day < 1 || day > 31) return `Invalid value for DayOfMonth (valid values 1 - 28/31): ${day}`;
  if (month === 2 && day === 29) return `Invalid date 'February 29' as '${year}' is not a leap year`;
  return `Invalid date '${MONTHS[month - 1]?.toUpperCase()} ${day}'`;
}

/** Microseconds of a zone that is an offset; null for a region. */
function fixedOffset(zone: string): bigint | null {
  const seconds = offsetOf(zone);
  if (seconds !== undefined) return BigInt(seconds) * 1_000_000n;
  return isZone(zone) ? null : fail('INVALID_TIMEZONE', { timeZone: zone });
}

/** Dates by pattern. */
export const timePatternBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_date_format(BIGINT, INTEGER, VARCHAR, VARCHAR) VARCHAR', formatTime),
  builtin('mr_parse_pattern(VARCHAR, VARCHAR) BIGINT', parsePattern),
  builtin('mr_parse_fault(VARCHAR, VARCHAR) VARCHAR', parseFault),
  builtin('mr_date_fault(INTEGER, INTEGER, INTEGER) VARCHAR', dateFault),
  builtin('mr_months_between(BIGINT, BIGINT, BOOLEAN) DOUBLE', monthsBetween),
  builtin('mr_zone_offset(VARCHAR) BIGINT', fixedOffset),
  builtin('mr_offset_text(INTEGER) VARCHAR', (seconds: number) => offsetText(seconds)),
];
