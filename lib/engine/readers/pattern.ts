import { QueryStartError } from '../../errors/index.ts';
import { civilDays } from '../../types/time/calendar.ts';
import { timeOfDayMs, type WallClock } from './parse-time.ts';

/** A datetime pattern of Spark, compiled to parse whole texts. */
export interface TimePattern {
  /** The wall clock a text says, undefined where it does not follow the pattern. Missing parts are those of 1970-01-01 00:00:00. */
  parse(text: string): WallClock | undefined;
}

type Fields = Partial<Record<'year' | 'month' | 'day' | 'hour' | 'hour12' | 'half' | 'minute' | 'second', number>> & {
  micros?: string;
  zone?: string;
};

interface Part {
  readonly regex: string;
  readonly store?: (fields: Fields, text: string) => void;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const shortNames = (names: readonly string[]): string => names.map((name) => name.slice(0, 3)).join('|');

const digits = (count: number): string => (count === 1 ? '\\d+' : `\\d{${count}}`);
const numeric =
  (name: Exclude<keyof Fields, 'micros' | 'zone'>) =>
  (count: number): Part => ({
    regex: digits(count),
    store: (fields, text) => {
      fields[name] = Number(text);
    },
  });

/** More digits than letters need a sign, as in Java. */
function yearRegex(count: number): string {
  if (count === 2) return '\\d{2}';
  return count === 1 ? '[+-]?\\d+' : `-?\\d{${count}}|[+-]\\d{${count + 1},}`;
}

const year = (count: number): Part => ({
  regex: yearRegex(count),
  store: (fields, text) => {
    fields.year = count === 2 ? 2000 + Number(text) : Number(text);
  },
});

const month = (count: number): Part =>
  count <= 2
    ? numeric('month')(count)
    : {
        regex: count === 3 ? shortNames(MONTHS) : MONTHS.join('|'),
        store: (fields, text) => {
          fields.month = MONTHS.findIndex((name) => name.startsWith(text.toLowerCase())) + 1;
        },
      };

const zone: (regex: string) => (count: number) => Part = (regex) => () => ({
  regex,
  store: (fields, text) => {
    fields.zone = text;
  },
});

const OFFSET = '[+-]\\d{2}(?::?\\d{2}(?::?\\d{2})?)?';

const LETTERS: Record<string, (count: number) => Part> = {
  y: year,
  u: year,
  M: month,
  L: month,
  d: numeric('day'),
  H: numeric('hour'),
  k: (count) => ({
    regex: digits(count),
    store: (fields, text) => {
      fields.hour = Number(text) % 24;
    },
  }),
  h: numeric('hour12'),
  K: numeric('hour12'),
  m: numeric('minute'),
  s: numeric('second'),
  S: (count) => ({
    regex: `\\d{${count}}`,
    store: (fields, text) => {
      fields.micros = text;
    },
  }),
  a: () => ({
    regex: 'am|pm',
    store: (fields, text) => {
      fields.half = text.toLowerCase() === 'pm' ? 12 : 0;
    },
  }),
  E: (count) => ({ regex: count < 4 ? shortNames(DAYS) : DAYS.join('|') }),
  X: zone(`Z|${OFFSET}`),
  x: zone(OFFSET),
  Z: zone(`Z|(?:GMT)?${OFFSET}`),
  z: zone('[A-Za-z][A-Za-z0-9_/+-]*'),
  V: zone('[A-Za-z][A-Za-z0-9_/+:-]*|[+-]\\d{2}:\\d{2}'),
  O: zone('GMT(?:[+-]\\d{1,2}(?::\\d{2})?)?'),
};

const TOKEN = /([A-Za-z])\1*|'((?:[^']|'')*)'|\[|\]|[^A-Za-z'[\]]+/g;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Compiles a pattern; letters that are not known are refused with the option they come from. */
export function compilePattern(pattern: string, optionName: string): TimePattern {
  const parts: Part[] = [];
  let source = '';
  for (const match of pattern.matchAll(TOKEN)) {
    const [token, letter, quoted] = match;
    if (token === '[') source += '(?:';
    else if (token === ']') source += ')?';
    else if (letter === undefined)
      source += escaped(quoted === undefined ? token : quoted.replaceAll("''", "'") || "'");
    else {
      const part = LETTERS[letter]?.(token.length) ?? refuse(pattern, letter, optionName);
      parts.push(part);
      source += `(${part.regex})`;
    }
  }
  const regex = new RegExp(`^${source}$`, 'i');
  return {
    parse: (text) => {
      const match = regex.exec(text);
      if (match === null) return undefined;
      const fields: Fields = {};
      for (const [index, part] of parts.entries()) {
        const group = match[index + 1];
        if (group !== undefined) part.store?.(fields, group);
      }
      return wallClockOf(fields);
    },
  };
}

function wallClockOf(fields: Fields): WallClock | undefined {
  const days = civilDays(fields.year ?? 1970, fields.month ?? 1, fields.day ?? 1);
  const hour = fields.hour12 === undefined ? (fields.hour ?? 0) : (fields.hour12 % 12) + (fields.half ?? 0);
  const micros = (fields.micros ?? '').slice(0, 6).padEnd(6, '0');
  const time = timeOfDayMs(hour, fields.minute ?? 0, fields.second ?? 0, Number(micros.slice(0, 3)));
  if (days === undefined || time === undefined) return undefined;
  return { ms: days * 86_400_000 + time, microsecond: Number(micros.slice(3)), zone: fields.zone };
}

function refuse(pattern: string, letter: string, optionName: string): never {
  throw new QueryStartError('INVALID_OPTION', {
    where: 'reader',
    name: optionName,
    value: pattern,
    why: `the pattern letter "${letter}" is not supported`,
    allowed: `the letters ${Object.keys(LETTERS).join(' ')}, quoted text, and [optional parts]`,
  });
}
