/** What a Java regular expression turns into elsewhere. */

const CLASSES: Readonly<Record<string, string>> = Object.freeze({
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\x0B\\f\\r',
  IsAlphabetic: '\\p{Alphabetic}',
  IsLetter: '\\p{L}',
  IsDigit: '\\p{Nd}',
});
const SPACES = ' \\t\\n\\x0B\\f\\r';
const HORIZONTAL = ' \\xA0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000\\t';
const VERTICAL = '\\n\\x0B\\f\\r\\x85\\u2028\\u2029';
const LINE_END = '(?=(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])?$)';

const bracketed = (members: string, inClass: boolean, negated = false): string =>
  inClass && !negated ? members : `[${negated ? '^' : ''}${members}]`;

/** Escapes that mean something else to JavaScript, or nothing. */
const ESCAPES: Readonly<Record<string, (inClass: boolean) => string>> = Object.freeze({
  A: () => '^',
  z: () => '$(?![\\s\\S])',
  Z: () => LINE_END,
  G: () => '',
  R: () => '(?:\\r\\n|[\\n\\x0B\\f\\r\\x85\\u2028\\u2029])',
  s: (inClass: boolean) => bracketed(SPACES, inClass),
  S: (inClass: boolean) => (inClass ? '\\S' : bracketed(SPACES, inClass, true)),
  h: (inClass: boolean) => bracketed(HORIZONTAL, inClass),
  H: (inClass: boolean) => bracketed(HORIZONTAL, inClass, true),
  v: (inClass: boolean) => bracketed(VERTICAL, inClass),
  V: (inClass: boolean) => bracketed(VERTICAL, inClass, true),
  a: () => '\\x07',
  e: () => '\\x1B',
});

/** `flags/source` of the JavaScript regular expression that matches like the Java one. Flags are at most `ims`, besides `g` and `v`. */
export function javaRegExpToJs(pattern: string): string {
  const inline = /^\(\?([imsux]+)\)/.exec(pattern);
  const flags = [...new Set(inline?.[1] ?? '')].filter((flag) => 'ims'.includes(flag)).join('');
  return `${flags}v/${translate(inline === null ? pattern : pattern.slice(inline[0].length), flags.includes('m'))}`;
}

/** Compiles what {@link javaRegExpToJs} gave. */
export function compileJs(translated: string, extraFlags = ''): RegExp {
  const slash = translated.indexOf('/');
  return new RegExp(translated.slice(slash + 1), translated.slice(0, slash) + extraFlags);
}

function translate(pattern: string, multiline: boolean): string {
  let out = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? '';
    if (char === '\\') {
      const [text, used] = translateEscape(pattern, i, depth > 0);
      out += text;
      i += used - 1;
    } else if (depth > 0) {
      depth += char === '[' ? 1 : char === ']' ? -1 : 0;
      out += inClass(char, pattern, i);
      if (char === '&' && pattern[i + 1] === '&') i++;
    } else if (char === '[') {
      depth = 1;
      out += char;
      const negated = pattern[i + 1] === '^';
      if (pattern[i + 1 + Number(negated)] === ']') {
        out += `${negated ? '^' : ''}\\]`;
        i += 1 + Number(negated);
      }
    } else if (char === '$' && !multiline) {
      out += LINE_END;
    } else if (char === '+' && /[*+?}]/.test(pattern[i - 1] ?? '') && pattern[i - 2] !== '\\') {
      // A possessive quantifier: what it matches is what the greedy one matches first.
    } else {
      out += '{}'.includes(char) && !isQuantifier(pattern, i) ? `\\${char}` : char === ']' ? '\\]' : char;
    }
  }
  return out;
}

/** Characters the `v` flag keeps for itself inside of a class. */
function inClass(char: string, pattern: string, index: number): string {
  if (char === '&' && pattern[index + 1] === '&') return '&&';
  return '(){}/|'.includes(char)
    ? `\\${char}`
    : char === '-' && /[[\]^]/.test((pattern[index - 1] ?? '') + (pattern[index + 1] ?? ''))
      ? '\\-'
      : char;
}

const isQuantifier = (pattern: string, index: number): boolean => {
  const open = pattern.lastIndexOf('{', index);
  return open >= 0 && /^\{\d+(,\d*)?\}/.test(pattern.slice(open)) && pattern.indexOf('}', open) >= index;
};

function translateEscape(pattern: string, index: number, inside: boolean): readonly [text: string, used: number] {
  const next = pattern[index + 1] ?? '\\';
  if (next === 'Q') {
    const end = pattern.indexOf('\\E', index + 2);
    const quoted = pattern.slice(index + 2, end < 0 ? undefined : end);
    return [
      quoted.replace(/[\\^$.*+?()[\]{}|/&~!#%,:;<=>@`-]/g, (c) => (/[\w\s]/.test(c) ? c : escapeLiteral(c, inside))),
      quoted.length + (end < 0 ? 2 : 4),
    ];
  }
  const property = /^\\([pP])(?:\{(?:Is)?\^?(\w+)\}|(\w))/.exec(pattern.slice(index));
  if (property !== null) {
    const name = property[2] ?? property[3] ?? '';
    const members = CLASSES[name] ?? CLASSES[`Is${name}`];
    const text = members === undefined ? `\\${property[1]}{${name}}` : bracketed(members, inside, property[1] === 'P');
    return [text, property[0].length];
  }
  const known = ESCAPES[next];
  if (known !== undefined) return [known(inside), 2];
  if (/[a-zA-Z0-9]/.test(next)) return [`\\${next}`, 2];
  return [escapeLiteral(next, inside), 2];
}

const SYNTAX = '^$\\.*+?()[]{}|/';

function escapeLiteral(char: string, inside: boolean): string {
  if (SYNTAX.includes(char) || (inside && '-&!#%,:;<=>@`~'.includes(char))) return `\\${char}`;
  return char;
}

/** Constructs RE2 (DuckDB's engine) does not have, or reads otherwise than Java. */
const BEYOND_RE2 = /\(\?[=!<>]|\\[1-9kGRXhHvVZzsSbBpPQ]|[*+?}]\+|&&|\$|\[[^\]]*\[|\(\?[^:)]*[ux]/;

/** Whether RE2 matches the pattern exactly as Java does. */
export const isPortable = (pattern: string): boolean => !BEYOND_RE2.test(pattern);

/** Whether the pattern matches no text at all somewhere: there RE2 and Java go on from different places. */
export const matchesEmpty = (pattern: string): boolean => compileJs(javaRegExpToJs(pattern)).test('');

/** Whether the pattern is plain text. */
export const isPlainText = (pattern: string): boolean => pattern !== '' && !/[\\^$.*+?()[\]{}|]/.test(pattern);

/** Number of capturing groups. */
export function groupCount(pattern: string): number {
  return new RegExp(`${compileJs(javaRegExpToJs(pattern)).source}|`, 'v').exec('')?.length ?? 1;
}

/** The parts of a Java replacement text: literal texts, and groups by number or name. */
export function replacementParts(replacement: string): readonly (string | { readonly group: string })[] {
  const parts: (string | { readonly group: string })[] = [];
  const token = /\\([\s\S])|\$(?:\{(\w+)\}|(\d+))|([^\\$]+|[\\$])/g;
  for (const [, escaped, name, digits, text] of replacement.matchAll(token)) {
    if (escaped !== undefined) parts.push(escaped);
    else if (name !== undefined || digits !== undefined) parts.push({ group: name ?? digits ?? '' });
    else parts.push(text ?? '');
  }
  return parts;
}

/** A Java replacement in RE2's form; undefined where it names groups. */
export function re2Replacement(replacement: string): string | undefined {
  const parts = replacementParts(replacement);
  if (parts.some((part) => typeof part !== 'string' && !/^\d$/.test(part.group))) return undefined;
  return parts.map((part) => (typeof part === 'string' ? part.replaceAll('\\', '\\\\') : `\\${part.group}`)).join('');
}
