const TOKENS: Record<string, string> = {
  yyyy: '%Y',
  MM: '%m',
  dd: '%d',
  HH: '%H',
  mm: '%M',
  ss: '%S',
  SSS: '%g',
  SSSSSS: '%f',
};
const TOKEN = /([A-Za-z])\1*|'([^']+)'|[^A-Za-z'[\]%_]+|./g;

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
  for (const [token, letter, quoted] of pattern.matchAll(TOKEN)) {
    if (letter !== undefined) {
      const code = TOKENS[token];
      if (code === undefined) return undefined;
      shape += '_'.repeat(token.length);
      strptime += code;
    } else if (/['[\]%_\\"]/.test(quoted ?? token)) return undefined;
    else {
      shape += quoted ?? token;
      strptime += quoted ?? token;
    }
  }
  return { shape, strptime };
}
