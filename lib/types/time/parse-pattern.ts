import { civilDays } from './calendar.ts';
import { DAY_NAMES, MONTH_NAMES } from './calendar-names.ts';
import { type WallClock, wallClock } from './parse-time.ts';
import { type PatternPart, patternParts, type RefuseLetter } from './pattern-parts.ts';

/** A datetime pattern of Spark, compiled to parse whole texts. */
export interface TimePattern {
  /** The wall clock a text says, undefined where it does not follow the pattern. Missing parts are those of 1970-01-01 00:00:00. */
  parse(text: string): WallClock | undefined;
}

const named = (names: readonly string[], count: number): string =>
  names.map((name) => (count < 4 ? name.slice(0, 3) : name)).join('|');
const digits = (count: number): string => (count === 1 ? '\\d+' : `\\d{${count}}`);
const month = (count: number): string => (count < 3 ? digits(count) : named(MONTH_NAMES, count));

/** More digits than letters need a sign, as in Java. */
function year(count: number): string {
  if (count === 2) return '\\d{2}';
  return count < 4 ? `-?\\d{${count},}` : `-?\\d{${count}}|[+-]\\d{${count + 1},}`;
}

const HOUR = '[+-]\\d{2}';
/** Offsets by the count of X or x. */
const OFFSETS: readonly string[] = [
  '',
  `${HOUR}(?:\\d{2})?`,
  `${HOUR}\\d{2}`,
  `${HOUR}:\\d{2}`,
  `${HOUR}\\d{2}(?:\\d{2})?`,
  `${HOUR}:\\d{2}(?::\\d{2})?`,
];
const offset = (count: number): string => OFFSETS[count] ?? `${HOUR}:\\d{2}`;

function offsetOfZ(count: number): string {
  if (count < 4) return offset(2);
  return count === 4 ? `GMT(?:${offset(5)})?` : `Z|${offset(5)}`;
}

/** The regular expression of what a letter reads, by its count. */
const LETTERS: Readonly<Record<string, (count: number) => string>> = Object.freeze({
  G: () => 'AD|BC|Anno Domini|Before Christ',
  y: year,
  M: month,
  L: month,
  d: digits,
  D: (count: number) => (count === 2 ? '\\d{2,3}' : digits(count)),
  E: (count: number) => named(DAY_NAMES, count),
  a: () => 'AM|PM',
  H: digits,
  k: digits,
  K: digits,
  h: digits,
  m: digits,
  s: digits,
  S: (count: number) => `\\d{1,${count}}`,
  V: () => '[A-Za-z][\\w/+:-]*|[+-]\\d{2}:\\d{2}',
  z: () => '[A-Za-z][\\w/+-]*',
  O: () => 'GMT(?:[+-]\\d{1,2}(?::\\d{2}(?::\\d{2})?)?)?',
  X: (count: number) => `Z|${offset(count)}`,
  x: offset,
  Z: offsetOfZ,
});

/** The letters by which text can be read. */
export const PARSED_LETTERS: readonly string[] = Object.keys(LETTERS);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** The source of a regular expression with a group for each letter of the parts. */
export function patternSource(parts: readonly PatternPart[], refuse: RefuseLetter): string {
  const sources = parts.map((part) => {
    if ('optional' in part) return part.optional === 'start' ? '(?:' : ')?';
    if ('text' in part) return escaped(part.text);
    const letter = LETTERS[part.letter] ?? refuse(part.letter);
    return `(${letter(part.count)})`;
  });
  return sources.join('');
}

/** What was read for each letter, where it was read; a year of two digits is `yy`. */
export type PatternFields = Readonly<Record<string, string | undefined>>;

/** The fields of a match of {@link patternSource}. */
export function patternFields(parts: readonly PatternPart[], match: RegExpExecArray): PatternFields {
  const letters = parts.filter((part) => 'letter' in part);
  const read = letters.map(({ letter, count }, index) => {
    const name = letter === 'y' && count === 2 ? 'yy' : letter;
    return [name, match[index + 1]] as const;
  });
  return Object.fromEntries(read.filter(([, text]) => text !== undefined));
}

/** Compiles a pattern for reading. */
export function compilePattern(pattern: string, refuse: RefuseLetter): TimePattern {
  const parts = patternParts(pattern);
  const regex = new RegExp(`^${patternSource(parts, refuse)}$`, 'i');
  return {
    parse: (text) => {
      const match = regex.exec(text);
      return match === null ? undefined : clockOf(patternFields(parts, match));
    },
  };
}

/** The number of a month, 1 to 12, written in digits or by its name. */
export const monthOf = (text: string): number =>
  /^\d/.test(text)
    ? Number(text)
    : MONTH_NAMES.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase()) + 1;

function yearOf({ y, yy = '-30', G }: PatternFields): number {
  const year = y === undefined ? 2000 + Number(yy) : Number(y);
  return G?.toUpperCase().startsWith('B') ? 1 - year : year;
}

function hourOf({ H, k, K, h, a }: PatternFields): number | undefined {
  if (H !== undefined) return Number(H);
  if (k !== undefined) return Number(k) % 24;
  if (h !== undefined && (Number(h) < 1 || Number(h) > 12)) return undefined;
  const twelve = h === undefined ? Number(K ?? 0) : Number(h) % 12;
  return twelve + (a?.toUpperCase() === 'PM' ? 12 : 0);
}

function daysOf(fields: PatternFields): number | undefined {
  const { D, M, L, d = '1' } = fields;
  const year = yearOf(fields);
  if (D === undefined || M !== undefined) return civilDays(year, monthOf(M ?? L ?? '1'), Number(d));
  const start = civilDays(year, 1, 1) ?? 0;
  const inYear = Number(D) >= 1 && start + Number(D) <= (civilDays(year + 1, 1, 1) ?? 0);
  return inYear ? start + Number(D) - 1 : undefined;
}

function clockOf(fields: PatternFields): WallClock | undefined {
  const { m, s, S = '', X, x, Z, O, z, V } = fields;
  const hour = hourOf(fields);
  if (hour === undefined) return undefined;
  const time = { hour, minute: Number(m ?? 0), second: Number(s ?? 0), fraction: S };
  return wallClock(daysOf(fields), time, (X ?? x ?? Z ?? O)?.toUpperCase() ?? z ?? V);
}
