import { type PatternPart, patternParts } from '../types/time/pattern-parts.ts';

/** Spark's date patterns in DuckDB's terms, where both say exactly the same. */

/** By letters: the strftime directive, and the text that strict parsing allows for it. */
const DIRECTIVES: Readonly<Record<string, readonly [directive: string, parse: string | undefined]>> = Object.freeze({
  yyyy: ['%Y', '[0-9]{4}'],
  yy: ['%y', undefined],
  MM: ['%m', '[0-9]{2}'],
  M: ['%-m', '[0-9]{1,2}'],
  MMM: ['%b', undefined],
  MMMM: ['%B', undefined],
  dd: ['%d', '[0-9]{2}'],
  d: ['%-d', '[0-9]{1,2}'],
  HH: ['%H', '[0-9]{2}'],
  H: ['%-H', '[0-9]{1,2}'],
  hh: ['%I', undefined],
  h: ['%-I', undefined],
  mm: ['%M', '[0-9]{2}'],
  m: ['%-M', '[0-9]{1,2}'],
  ss: ['%S', '[0-9]{2}'],
  s: ['%-S', '[0-9]{1,2}'],
  SSS: ['%g', undefined],
  SSSSSS: ['%f', undefined],
  a: ['%p', undefined],
  E: ['%a', undefined],
  EE: ['%a', undefined],
  EEE: ['%a', undefined],
  EEEE: ['%A', undefined],
  DDD: ['%j', undefined],
  D: ['%-j', undefined],
});

const directive = (part: PatternPart): readonly [string, string | undefined] | undefined =>
  'optional' in part
    ? undefined
    : 'text' in part
      ? [part.text.replaceAll('%', '%%'), escapeRegExp(part.text)]
      : DIRECTIVES[part.letter.repeat(part.count)];

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The strftime format that prints as the pattern does; undefined where there is none. */
export function strftimeFormat(pattern: string): string | undefined {
  const found = patternParts(pattern).map((part) => directive(part)?.[0]);
  return found.every((d) => d !== undefined) ? found.join('') : undefined;
}

/** A regular expression and a strptime format that together read what the pattern reads, and nothing else. */
export function strptimeFormat(pattern: string): { readonly format: string; readonly check: string } | undefined {
  const parts = patternParts(pattern);
  const letters = parts.map((part) => ('letter' in part ? part.letter : ''));
  const adjacent = parts.some(
    (part, i) => 'letter' in part && part.count === 1 && letters[i + 1] !== '' && letters[i + 1] !== undefined,
  );
  const dated = ['y', 'M', 'd'].every((letter) => letters.includes(letter));
  const repeated = new Set(letters.filter((l) => l !== '')).size < letters.filter((l) => l !== '').length;
  const found = parts.map(directive);
  if (!dated || adjacent || repeated || found.some((d) => d?.[1] === undefined)) return undefined;
  return {
    format: found.map((d) => d?.[0].replace('%-', '%') ?? '').join(''),
    check: found.map((d) => d?.[1] ?? '').join(''),
  };
}
