import { patternParts } from '../../types/time/pattern-parts.ts';

const CODES: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  MM: '%m',
  dd: '%d',
  HH: '%H',
  mm: '%M',
  ss: '%S',
  SSS: '%g',
  SSSSSS: '%f',
};

/** A datetime pattern all of whose parts have a fixed width, in DuckDB's forms. */
export interface FixedPattern {
  /** For LIKE: a `_` per digit. */
  readonly shape: string;
  readonly strptime: string;
}

/** Translates a pattern of Spark; undefined where a part has no fixed width or no counterpart. */
export function fixedPattern(pattern: string): FixedPattern | undefined {
  let shape = '';
  let strptime = '';
  for (const part of patternParts(pattern)) {
    if ('optional' in part) return undefined;
    const code = 'text' in part ? part.text : CODES[part.letter.repeat(part.count)];
    if (code === undefined || ('text' in part && /['%_\\]/.test(code))) return undefined;
    shape += 'text' in part ? code : '_'.repeat(part.count);
    strptime += code;
  }
  return { shape, strptime };
}
