import { QueryStartError } from '../../errors/index.ts';
import { dateDays, wallClockMicros, wallClockText } from '../../types/time/calendar-text.ts';
import { Timestamp } from '../../types/value.ts';
import { option } from '../readers/record-options.ts';
import { type ZoneOffsets, zoneOffsets } from '../readers/zone-offset.ts';

/** How a writer prints dates and timestamps. */
export interface TimePrinters {
  readonly date: (text: string) => string;
  readonly timestamp: (value: Timestamp) => string;
  readonly timestampNtz: (text: string) => string;
}

/** A wall clock, and how far it is ahead of UTC where that is known. */
interface Clock {
  readonly micros: bigint;
  readonly offsetMs: number | undefined;
}

type Options = Readonly<Record<string, string>>;

const MICROS_PER_DAY = 86_400_000_000n;

/** The printers of a writer's options: Spark's ISO forms unless `dateFormat`, `timestampFormat` or `timestampNTZFormat` says otherwise. */
export function timePrinters(options: Options, timeZone: string): TimePrinters {
  const zone = zoneNamed(option(options, 'timeZone') ?? timeZone);
  const date = compile(option(options, 'dateFormat') ?? 'yyyy-MM-dd', 'dateFormat');
  const timestamp = compile(option(options, 'timestampFormat') ?? `yyyy-MM-dd'T'HH:mm:ss.SSSXXX`, 'timestampFormat');
  const ntz = compile(option(options, 'timestampNTZFormat') ?? `yyyy-MM-dd'T'HH:mm:ss.SSS`, 'timestampNTZFormat');
  return {
    date: (text) => date({ micros: BigInt(dateDays(text)) * MICROS_PER_DAY, offsetMs: undefined }),
    timestamp: (value) => timestamp(clockAt(value, zone)),
    timestampNtz: (text) => ntz({ micros: wallClockMicros(text), offsetMs: undefined }),
  };
}

function zoneNamed(name: string): ZoneOffsets {
  const zone = zoneOffsets(name);
  if (zone === undefined) throw new RangeError(`unknown time zone ${name}`);
  return zone;
}

function clockAt(value: Timestamp, zone: ZoneOffsets): Clock {
  const offsetMs = zone.offsetMs(value.getTime());
  return { micros: value.epochMicros + BigInt(offsetMs) * 1000n, offsetMs };
}

/** A timestamp as Spark casts it to text: `2024-01-01 00:00:00.5`. */
export const castText = (value: Timestamp | string, timeZone: string): string => {
  const micros = value instanceof Timestamp ? clockAt(value, zoneNamed(timeZone)).micros : wallClockMicros(value);
  return wallClockText(micros)
    .replace('T', ' ')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
};

type Printer = (clock: Clock) => string;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micro: number;
  readonly offsetMs: number | undefined;
}

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
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const padded = (value: number, width: number): string => String(value).padStart(width, '0');
const numeric =
  (pick: (parts: Parts) => number) =>
  (parts: Parts, width: number): string =>
    padded(pick(parts), width);
const named = (names: readonly string[], index: number, width: number): string =>
  (names[index] ?? '').slice(0, width < 4 ? 3 : undefined);

function yearText(parts: Parts, width: number): string {
  if (width === 2) return padded(Math.abs(parts.year) % 100, 2);
  const text = padded(Math.abs(parts.year), width);
  if (parts.year < 0) return `-${text}`;
  return width >= 4 && parts.year > 9999 ? `+${text}` : text;
}

function offsetText(parts: Parts, width: number, zero: string): string {
  const { offsetMs } = parts;
  if (offsetMs === undefined || offsetMs === 0) return offsetMs === undefined ? '' : zero;
  const minutes = Math.trunc(Math.abs(offsetMs) / 60_000);
  const hours = `${offsetMs < 0 ? '-' : '+'}${padded(Math.trunc(minutes / 60), 2)}`;
  if (width === 1) return minutes % 60 === 0 ? hours : hours + padded(minutes % 60, 2);
  return `${hours}${width === 3 || width === 5 ? ':' : ''}${padded(minutes % 60, 2)}`;
}

const LETTERS: Record<string, (parts: Parts, width: number) => string> = {
  y: yearText,
  u: yearText,
  M: (parts, width) => (width < 3 ? padded(parts.month, width) : named(MONTHS, parts.month - 1, width)),
  L: (parts, width) => (width < 3 ? padded(parts.month, width) : named(MONTHS, parts.month - 1, width)),
  d: numeric((parts) => parts.day),
  E: (parts, width) => named(WEEKDAYS, parts.weekday, width),
  H: numeric((parts) => parts.hour),
  k: numeric((parts) => parts.hour || 24),
  h: numeric((parts) => parts.hour % 12 || 12),
  K: numeric((parts) => parts.hour % 12),
  m: numeric((parts) => parts.minute),
  s: numeric((parts) => parts.second),
  S: (parts, width) => padded(parts.micro, 6).padEnd(9, '0').slice(0, width),
  a: (parts) => (parts.hour < 12 ? 'AM' : 'PM'),
  X: (parts, width) => offsetText(parts, width, 'Z'),
  x: (parts, width) => offsetText(parts, width, width === 1 ? '+00' : width === 3 ? '+00:00' : '+0000'),
  Z: (parts, width) => (width < 4 ? offsetText(parts, 2, '+0000') : `GMT${offsetText(parts, 3, '')}`),
};

const TOKEN = /([A-Za-z])\1*|'((?:[^']|'')*)'|[[\]]|[^A-Za-z'[\]]+/g;

function compile(pattern: string, optionName: string): Printer {
  const printers: ((parts: Parts) => string)[] = [];
  for (const [token, letter, quoted] of pattern.matchAll(TOKEN)) {
    if (letter === undefined) {
      const text = token === '[' || token === ']' ? '' : (quoted?.replaceAll("''", "'") ?? token);
      printers.push(() => (token === "''" ? "'" : text));
    } else {
      const print = LETTERS[letter] ?? refuse(pattern, letter, optionName);
      printers.push((parts) => print(parts, token.length));
    }
  }
  return (clock) => {
    const parts = partsOf(clock);
    return printers.map((print) => print(parts)).join('');
  };
}

function partsOf({ micros, offsetMs }: Clock): Parts {
  const micro = Number(((micros % 1_000_000n) + 1_000_000n) % 1_000_000n);
  const date = new Date(Number((micros - BigInt(micro)) / 1000n));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    micro,
    offsetMs,
  };
}

function refuse(pattern: string, letter: string, name: string): never {
  throw new QueryStartError('INVALID_OPTION', {
    where: 'writer',
    name,
    value: pattern,
    why: `the pattern letter "${letter}" is not supported`,
    allowed: `the letters ${Object.keys(LETTERS).join(' ')} and quoted text`,
  });
}
