import { type CivilTime, civilTime } from './calendar.ts';
import { DAY_NAMES, MONTH_NAMES } from './calendar-names.ts';
import { clockNames } from './clock-names.ts';
import { patternParts, type RefuseLetter } from './pattern-parts.ts';
import { offsetId, offsetOf, zoneOffsets } from './time-zone.ts';

/** The zone in which a wall clock is shown, and how far it is ahead of UTC then. */
export interface ShownZone {
  readonly name: string;
  readonly offsetSeconds: number;
}

/** Prints a wall clock given in microseconds; where no zone is known, the letters of zones print nothing. */
export type TimePrinter = (wallMicros: bigint, zone?: ShownZone) => string;

interface Instant extends ShownZone {
  readonly ms: number;
}

const padded = (value: number, width: number): string => String(value).padStart(width, '0');
const named = (names: readonly string[], index: number, count: number): string =>
  (names[index] ?? '').slice(0, count < 4 ? 3 : undefined);

/** An offset with hours, minutes with or without a colon, and seconds where there are any. */
export function offsetText(seconds: number, colon = true, zero = 'Z'): string {
  if (seconds === 0) return zero;
  const total = Math.abs(seconds);
  const parts = [
    padded(Math.floor(total / 3600), 2),
    padded(Math.floor(total / 60) % 60, 2),
    ...(total % 60 === 0 ? [] : [padded(total % 60, 2)]),
  ];
  return (seconds < 0 ? '-' : '+') + parts.join(colon ? ':' : '');
}

/** Offsets by the count of X or x: hours alone where that is all, without seconds up to three letters. */
function isoOffset(seconds: number, count: number, zero: string): string {
  if (count === 1 && seconds !== 0 && seconds % 3600 === 0) return offsetText(seconds).slice(0, 3);
  const shown = count > 3 ? seconds : Math.trunc(seconds / 60) * 60;
  return offsetText(shown, count === 3 || count === 5, zero);
}

const PLAIN_ZERO: readonly string[] = ['', '+00', '+0000', '+00:00', '+0000', '+00:00'];

function offsetOfZ(seconds: number, count: number): string {
  if (count === 4) return `GMT${offsetText(seconds, true, '')}`;
  return count === 5 ? isoOffset(seconds, 5, 'Z') : isoOffset(seconds, 2, '+0000');
}

function localOffset(seconds: number, count: number): string {
  const text = offsetText(seconds, true, '');
  if (count === 4) return `GMT${text}`;
  return `GMT${text.replace(/^([+-])0/, '$1').replace(/^([+-]\d+):00$/, '$1')}`;
}

/** A zone's own name: that of its clock at the time for a region, the offset itself for an offset. */
function zoneName(zone: Instant, style: 'short' | 'long'): string {
  if (offsetOf(zone.name) !== undefined) return offsetId(zone.name);
  const names = style === 'short' ? clockNames(zone.name) : undefined;
  if (names !== undefined) return names[isSummerTime(zone) ? 1 : 0];
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone.name, timeZoneName: style });
  const name = format.formatToParts(zone.ms).find((part) => part.type === 'timeZoneName')?.value ?? zone.name;
  return /^GMT[+-]/.test(name) ? `GMT${offsetText(zone.offsetSeconds, true, '')}` : name;
}

/** Whether the clock is ahead of where it stands in the other half of the year. */
function isSummerTime({ name, ms, offsetSeconds }: Instant): boolean {
  const offsets = zoneOffsets(name);
  const year = new Date(ms).getUTCFullYear();
  const halves = [0, 6].map((month) => offsets?.offsetMs(Date.UTC(year, month, 1)) ?? 0);
  return offsetSeconds * 1000 > Math.min(...halves);
}

function year({ year }: CivilTime, count: number): string {
  if (count === 2) return padded(Math.abs(year) % 100, 2);
  const digits = padded(Math.abs(year), count);
  if (year < 0) return `-${digits}`;
  return count >= 4 && digits.length > count ? `+${digits}` : digits;
}

const month = ({ month }: CivilTime, count: number): string =>
  count < 3 ? padded(month, count) : named(MONTH_NAMES, month - 1, count);

function era({ year }: CivilTime, count: number): string {
  if (count === 4) return year > 0 ? 'Anno Domini' : 'Before Christ';
  return year > 0 ? 'AD' : 'BC';
}

function quarter({ month }: CivilTime, count: number): string {
  const number = Math.ceil(month / 3);
  if (count <= 2) return padded(number, count);
  return count === 3 ? `Q${number}` : `${number}${['st', 'nd', 'rd', 'th'][number - 1]} quarter`;
}

const numeric =
  (pick: (time: CivilTime) => number) =>
  (time: CivilTime, count: number): string =>
    padded(pick(time), count);

/** What the letters of the clock and the calendar print, by their count. */
const CLOCK_LETTERS: Readonly<Record<string, (time: CivilTime, count: number) => string>> = Object.freeze({
  G: era,
  y: year,
  M: month,
  L: month,
  d: numeric((time) => time.day),
  D: numeric((time) => time.dayOfYear),
  Q: quarter,
  q: quarter,
  E: (time: CivilTime, count: number) => named(DAY_NAMES, time.dayOfWeek - 1, count),
  F: (time: CivilTime) => String(((time.day - 1) % 7) + 1),
  a: (time: CivilTime) => (time.hour < 12 ? 'AM' : 'PM'),
  H: numeric((time) => time.hour),
  k: numeric((time) => time.hour || 24),
  K: numeric((time) => time.hour % 12),
  h: numeric((time) => time.hour % 12 || 12),
  m: numeric((time) => time.minute),
  s: numeric((time) => time.second),
  S: (time: CivilTime, count: number) => padded(time.micros, 6).padEnd(9, '0').slice(0, count),
});

/** What the letters of the zone print, by their count. */
const ZONE_LETTERS: Readonly<Record<string, (instant: Instant, count: number) => string>> = Object.freeze({
  V: (zone: Instant) => offsetId(zone.name),
  z: (zone: Instant, count: number) => zoneName(zone, count === 4 ? 'long' : 'short'),
  O: (zone: Instant, count: number) => localOffset(zone.offsetSeconds, count),
  X: (zone: Instant, count: number) => isoOffset(zone.offsetSeconds, count, 'Z'),
  x: (zone: Instant, count: number) => isoOffset(zone.offsetSeconds, count, PLAIN_ZERO[count] ?? '+00:00'),
  Z: (zone: Instant, count: number) => offsetOfZ(zone.offsetSeconds, count),
});

/** The letters by which times can be printed. */
export const PRINTED_LETTERS: readonly string[] = [...Object.keys(CLOCK_LETTERS), ...Object.keys(ZONE_LETTERS)];

type PrintPart = (time: CivilTime, instant: Instant | undefined) => string;

/** Compiles a datetime pattern of Spark for printing. */
export function compilePrinter(pattern: string, refuse: RefuseLetter): TimePrinter {
  const printers = patternParts(pattern).flatMap((part): readonly PrintPart[] => {
    if ('optional' in part) return [];
    if ('text' in part) return [() => part.text];
    const { letter, count } = part;
    const ofClock = CLOCK_LETTERS[letter];
    if (ofClock !== undefined) return [(time) => ofClock(time, count)];
    const ofZone = ZONE_LETTERS[letter] ?? refuse(letter);
    return [(_, instant) => (instant === undefined ? '' : ofZone(instant, count))];
  });
  return (wallMicros, zone) => {
    const time = civilTime(wallMicros);
    const instant = zone && { ...zone, ms: Number(wallMicros / 1000n) - zone.offsetSeconds * 1000 };
    return printers.map((print) => print(time, instant)).join('');
  };
}
