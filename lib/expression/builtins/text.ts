import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin, fail } from './define-builtin.ts';
import { formatString } from './format-string.ts';

const initcap = (text: string): string => text.replace(/[^ ]+/gu, capitalized);

/** Letters that are two in one have a form for the start of a word. */
const TITLE_CASE: ReadonlyMap<string, string> = new Map(
  ['Ǆǅǆ', 'Ǉǈǉ', 'Ǌǋǌ', 'Ǳǲǳ'].flatMap(([upper = '', title = '', lower = '']) =>
    [upper, title, lower].map((letter) => [letter, title] as const),
  ),
);

const titleCase = (letter: string): string => TITLE_CASE.get(letter) ?? letter.toUpperCase();

/** A word with a capital; of a letter whose capital is several letters, as of ß, only the first is one. */
function capitalized(word: string): string {
  const [first = ''] = word;
  const [capital = '', ...others] = titleCase(first);
  return capital + others.join('').toLowerCase() + word.toLowerCase().slice(first.toLowerCase().length);
}

const reverse = (text: string): string => [...text].reverse().join('');

/** Levenshtein's distance, by code points. */
function levenshtein(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  let previous = Array.from({ length: y.length + 1 }, (_, j) => j);
  for (const [i, char] of x.entries()) {
    const row = [i + 1];
    for (const [j, other] of y.entries()) {
      const replaced = (previous[j] ?? 0) + (char === other ? 0 : 1);
      row.push(Math.min(replaced, (previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[y.length] ?? 0;
}

const SOUNDEX = '01230120022455012623010202';

/** The Soundex code; a text that does not start with a letter is its own. */
function soundex(text: string): string {
  if (!/^[a-z]/i.test(text)) return text;
  const upper = text.toUpperCase();
  const code = (char: string): string => (/[A-Z]/.test(char) ? (SOUNDEX[char.charCodeAt(0) - 65] ?? '0') : '0');
  let result = upper[0] ?? '';
  let last = code(result);
  for (const char of upper.slice(1)) {
    const digit = code(char);
    if (digit !== '0' && digit !== last) result += digit;
    if (char !== 'H' && char !== 'W') last = digit;
  }
  return result.padEnd(4, '0').slice(0, 4);
}

/** What stands before the count-th delimiter, or after it from the end. */
function substringIndex(text: string, delimiter: string, count: number): string {
  if (delimiter === '' || count === 0) return '';
  const parts = text.split(delimiter);
  return (count > 0 ? parts.slice(0, count) : parts.slice(count)).join(delimiter);
}

/** Luhn's check of digits. */
function luhnCheck(text: string): boolean {
  if (!/^\d+$/.test(text)) return false;
  const sum = [...text].reverse().reduce((total, char, i) => {
    const digit = Number(char) * (i % 2 === 1 ? 2 : 1);
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return sum % 10 === 0;
}

/** Letters and digits replaced, by kind: upper, lower, digit, other; '' keeps them. */
function mask(text: string, [upper = '', lower = '', digit = '', other = '']: readonly string[]): string {
  const masked = (char: string): string => {
    if (/\p{Lu}/u.test(char)) return upper || char;
    if (/\p{Ll}/u.test(char)) return lower || char;
    return (/\p{Nd}/u.test(char) ? digit : other) || char;
  };
  return [...text].map(masked).join('');
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** Bytes, as hexadecimal digits, out of text in a format. */
function toBinary(text: string, format: string, tolerant: boolean): string | null {
  const name = format.toLowerCase();
  if (name === 'utf-8' || name === 'utf8') return Buffer.from(text, 'utf8').toString('hex');
  if (name === 'hex' && /^[0-9a-fA-F]*$/.test(text)) return text.length % 2 === 1 ? `0${text}` : text;
  const plain = text.replace(/[\r\n\t ]/g, '');
  if (name === 'base64' && BASE64.test(plain)) return Buffer.from(plain, 'base64').toString('hex');
  if (tolerant) return null;
  return fail('CONVERSION_INVALID_INPUT', {
    str: `'${text}'`,
    fmt: `'${name.toUpperCase()}'`,
    targetType: '"BINARY"',
    suggestion: '`try_to_binary`',
  });
}

/** Text. Bytes go in and out as hexadecimal digits. */
export const textBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_upper(VARCHAR) VARCHAR', (text: string) => text.toUpperCase()),
  builtin('mr_lower(VARCHAR) VARCHAR', (text: string) => text.toLowerCase()),
  builtin('mr_initcap(VARCHAR) VARCHAR', initcap),
  builtin('mr_reverse(VARCHAR) VARCHAR', reverse),
  builtin('mr_levenshtein(VARCHAR, VARCHAR) INTEGER', levenshtein),
  builtin('mr_soundex(VARCHAR) VARCHAR', soundex),
  builtin('mr_substring_index(VARCHAR, VARCHAR, INTEGER) VARCHAR', substringIndex),
  builtin('mr_format_string(VARCHAR, VARCHAR[], VARCHAR) VARCHAR', formatString),
  builtin('mr_luhn_check(VARCHAR) BOOLEAN', luhnCheck),
  builtin('mr_mask(VARCHAR, VARCHAR[]) VARCHAR', mask),
  builtin('mr_to_binary(VARCHAR, VARCHAR, BOOLEAN) VARCHAR', toBinary),
];
