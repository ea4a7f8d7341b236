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
  IsPunctuation: '\\p{P}',
  javaLowerCase: '\\p{Lowercase}',
  javaUpperCase: '\\p{Uppercase}',
  javaLetter: '\\p{L}',
  javaLetterOrDigit: '\\p{L}\\p{Nd}',
  javaDigit: '\\p{Nd}',
  javaAlphabetic: '\\p{Alphabetic}',
  javaWhitespace: ' \\t\\n\\x0B\\f\\r\\x1c-\\x1f\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000',
});
const BLOCKS: Readonly<Record<string, string>> = Object.freeze({
  InBasicLatin: '\\x00-\\x7f',
  InLatin1Supplement: '\\x80-\\xff',
  InLatinExtendedA: '\\u0100-\\u017f',
  InLatinExtendedB: '\\u0180-\\u024f',
  InGreek: '\\u0370-\\u03ff',
  InCyrillic: '\\u0400-\\u04ff',
  InArmenian: '\\u0530-\\u058f',
  InHebrew: '\\u0590-\\u05ff',
  InArabic: '\\u0600-\\u06ff',
  InDevanagari: '\\u0900-\\u097f',
  InThai: '\\u0e00-\\u0e7f',
  InGeneralPunctuation: '\\u2000-\\u206f',
  InHiragana: '\\u3040-\\u309f',
  InKatakana: '\\u30a0-\\u30ff',
  InCJKUnifiedIdeographs: '\\u4e00-\\u9fff',
  InHangulSyllables: '\\uac00-\\ud7af',
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

/** Marks a pattern that Java does not take, which follows. */
const INVALID = '!';

/** `flags/source` of the JavaScript regular expression that matches like the Java one. Flags are at most `ims`, besides `g` and `v`. */
export function javaRegExpToJs(pattern: string): string {
  try {
    const translated = translateWhole(pattern);
    compileJs(translated);
    return translated;
  } catch (error) {
    if (error instanceof SyntaxError) return INVALID + pattern;
    throw error;
  }
}

function translateWhole(pattern: string): string {
  const inline = /^\(\?([imsux]+)\)/.exec(pattern);
  const given = inline?.[1] ?? '';
  const flags = [...new Set(given)].filter((flag) => 'ims'.includes(flag)).join('');
  const rest = inline === null ? pattern : pattern.slice(inline[0].length);
  return `${flags}v/${translate(given.includes('x') ? withoutComments(rest) : rest, flags)}`;
}

/** The pattern that Java refuses, where {@link javaRegExpToJs} gave one. */
export const invalidPattern = (translated: string): string | undefined =>
  translated.startsWith(INVALID) ? translated.slice(INVALID.length) : undefined;

/** Compiles what {@link javaRegExpToJs} gave. */
export function compileJs(translated: string, extraFlags = ''): RegExp {
  const slash = translated.indexOf('/');
  return new RegExp(translated.slice(slash + 1), translated.slice(0, slash) + extraFlags);
}

/** Blanks and comments mean nothing under the flag x. */
const withoutComments = (pattern: string): string =>
  pattern.replace(/(\\[\s\S])|\s+|#[^\n]*/g, (_, kept?: string) => kept ?? '');

const WORD = '[\\p{L}\\p{Nd}\\p{Mn}_]';
const BOUNDARY = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`;
const NO_BOUNDARY = `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`;
const ANY_IN_LINE = '[^\\n\\r\\x85\\u2028\\u2029]';
const GRAPHEME = '(?:\\r\\n|\\P{M}\\p{M}*|\\p{M}+)';

type Part = readonly [text: string, used: number];

const INLINE_FLAGS = /\(\?([ims]+)\)/y;

/** Flags in the middle hold to the end of their group, over alternatives too: JavaScript has them for groups only. */
function translate(pattern: string, flags: string): string {
  let out = '';
  const opened: string[][] = [[]];
  const closers = (): string => ')'.repeat(opened.at(-1)?.length ?? 0);
  for (let i = 0; i < pattern.length; ) {
    INLINE_FLAGS.lastIndex = i;
    const inline = INLINE_FLAGS.exec(pattern);
    if (inline !== null) {
      opened.at(-1)?.push(`(?${inline[1]}:`);
      out += `(?${inline[1]}:`;
      i += inline[0].length;
      continue;
    }
    const char = pattern[i];
    if (char === ')') out += closers();
    if (char === ')') opened.pop();
    if (char === '(') opened.push([]);
    const [text, used] = translatePart(pattern, i, flags);
    out += char === '|' ? `${closers()}|${(opened.at(-1) ?? []).join('')}` : text;
    i += used;
  }
  return out + closers();
}

/** One character, escape or class outside of classes. */
function translatePart(pattern: string, index: number, flags: string): Part {
  const char = pattern[index] ?? '';
  switch (char) {
    case '\\':
      return translateEscape(pattern, index, false);
    case '[':
      return translateClass(pattern, index);
    case '.':
      return [flags.includes('s') ? '.' : ANY_IN_LINE, 1];
    case '$':
      return [flags.includes('m') ? '$' : LINE_END, 1];
    case '(':
      // An atomic group: what it matches is what a plain one matches first.
      return pattern.startsWith('(?>', index) ? ['(?:', 3] : ['(', 1];
    case '+':
      // A possessive quantifier likewise.
      return [/[*+?}]/.test(pattern[index - 1] ?? '') && pattern[index - 2] !== '\\' ? '' : '+', 1];
    case '{': {
      const quantifier = /^\{\d+(?:,\d*)?\}/.exec(pattern.slice(index))?.[0];
      if (quantifier === undefined) throw new SyntaxError('Illegal repetition');
      return [quantifier, quantifier.length];
    }
    case '}':
    case ']':
      return [`\\${char}`, 1];
    default:
      return [char, 1];
  }
}

/** A class with its brackets. The parts of an intersection become classes of their own. */
function translateClass(pattern: string, start: number): Part {
  const negated = pattern[start + 1] === '^';
  const operands = [''];
  let i = start + 1 + Number(negated);
  const first = i;
  for (; i < pattern.length && (pattern[i] !== ']' || i === first); ) {
    if (pattern.startsWith('&&', i)) {
      operands.push('');
      i += 2;
      continue;
    }
    const [text, used] = classPart(pattern, i);
    operands[operands.length - 1] += text;
    i += used;
  }
  if (i >= pattern.length) throw new SyntaxError('Unclosed character class');
  const parts = operands.filter((operand) => operand !== '');
  const members = parts.length > 1 ? parts.map((part) => `[${part}]`).join('&&') : (parts[0] ?? '');
  return [`[${negated ? '^' : ''}${members}]`, i + 1 - start];
}

function classPart(pattern: string, index: number): Part {
  const char = pattern[index] ?? '';
  if (char === '\\') return translateEscape(pattern, index, true);
  if (char === '[') return translateClass(pattern, index);
  if ('(){}/|]'.includes(char)) return [`\\${char}`, 1];
  const beside = (pattern[index - 1] ?? '') + (pattern[index + 1] ?? '');
  return [char === '-' && /[[\]^]/.test(beside) ? '\\-' : char, 1];
}

/** The text in `\Q…\E`. */
function quotedPart(pattern: string, index: number, inside: boolean): Part {
  const end = pattern.indexOf('\\E', index + 2);
  const quoted = pattern.slice(index + 2, end < 0 ? undefined : end);
  const text = quoted.replace(/[\\^$.*+?()[\]{}|/&~!#%,:;<=>@`-]/g, (c) => escapeLiteral(c, inside));
  return [text, quoted.length + (end < 0 ? 2 : 4)];
}

function translateEscape(pattern: string, index: number, inside: boolean): Part {
  const next = pattern[index + 1];
  if (next === undefined) throw new SyntaxError('Unexpected end');
  if (next === 'Q') return quotedPart(pattern, index, inside);
  const rest = pattern.slice(index);
  const property = /^\\([pP])(?:\{(\^?[\w= -]+)\}|(\w))/.exec(rest);
  if (property !== null) {
    const [whole, kind = 'p', long, short] = property;
    return [propertyClass(long ?? short ?? '', kind === 'P', inside), whole.length];
  }
  const octal = /^\\0([0-3]?[0-7]{1,2})/.exec(rest);
  if (octal !== null) return [`\\u{${Number.parseInt(octal[1] ?? '0', 8).toString(16)}}`, octal[0].length];
  const code = /^\\x\{([0-9a-fA-F]+)\}/.exec(rest);
  if (code !== null) return [`\\u{${code[1]}}`, code[0].length];
  if (!inside && next in OUTSIDE) return [OUTSIDE[next] ?? '', 2];
  const known = ESCAPES[next];
  if (known !== undefined) return [known(inside), 2];
  if (/[a-zA-Z0-9]/.test(next)) return [`\\${next}`, 2];
  return [escapeLiteral(next, inside), 2];
}

const OUTSIDE: Readonly<Record<string, string>> = Object.freeze({ b: BOUNDARY, B: NO_BOUNDARY, X: GRAPHEME });

/** A property in JavaScript's words; blocks by their range. */
function propertyClass(name: string, negated: boolean, inside: boolean): string {
  const plain = name.replace(/^Is/, '');
  const members = CLASSES[name] ?? CLASSES[`Is${name}`] ?? BLOCKS[name.replace(/[ _-]/g, '')];
  if (members !== undefined) return bracketed(members, inside, negated);
  const candidates = [plain, `Script=${plain.replace(/^script=/i, '')}`, plain.replace(/^general_category=/i, '')];
  const known = candidates.find((candidate) => isProperty(candidate));
  if (known === undefined) throw new SyntaxError(`Unknown character property ${name}`);
  return `\\${negated ? 'P' : 'p'}{${known}}`;
}

function isProperty(name: string): boolean {
  try {
    new RegExp(`\\p{${name}}`, 'v');
    return true;
  } catch {
    return false;
  }
}

const SYNTAX = '^$\\.*+?()[]{}|/';

function escapeLiteral(char: string, inside: boolean): string {
  if (SYNTAX.includes(char) || (inside && '-&!#%,:;<=>@`~'.includes(char))) return `\\${char}`;
  return char;
}

/** Constructs RE2 (DuckDB's engine) does not have, or reads otherwise than Java. */
const BEYOND_RE2 = /\(\?[=!<>]|\\[0-9kGRXhHvVZzsSbBpPQuNeacx]|[*+?}]\+|&&|\$|\[[^\]]*\[|\(\?[^:)]*[uxs]/;

/** Whether RE2 matches the pattern exactly as Java does. */
export const isPortable = (pattern: string): boolean =>
  !BEYOND_RE2.test(pattern) && invalidPattern(javaRegExpToJs(pattern)) === undefined;

/** A portable pattern for RE2, whose dot takes every end of a line but the newline. */
export const re2Pattern = (pattern: string): string =>
  pattern.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\./g, (part) => (part === '.' ? RE2_DOT : part));

const RE2_DOT = String.raw`[^\n\r\x{85}\x{2028}\x{2029}]`;

/** Whether the pattern matches no text at all somewhere: there RE2 and Java go on from different places. */
export const matchesEmpty = (pattern: string): boolean => compileJs(javaRegExpToJs(pattern)).test('');

/** Whether the pattern is plain text. */
export const isPlainText = (pattern: string): boolean => pattern !== '' && !/[\\^$.*+?()[\]{}|]/.test(pattern);

/** Number of capturing groups. */
export function groupCount(pattern: string): number {
  return new RegExp(`${compileJs(javaRegExpToJs(pattern)).source}|`, 'v').exec('')?.length ?? 1;
}

/** The parts of a Java replacement text: literal texts, and groups by number or name; undefined where it is none. */
export function replacementParts(replacement: string): readonly (string | { readonly group: string })[] | undefined {
  const parts: (string | { readonly group: string })[] = [];
  if (/^(?:[^\\$]|\\[\s\S]|\$(?:\{[a-zA-Z]\w*\}|\d))*$/.test(replacement) === false) return undefined;
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
  if (parts === undefined || parts.some((part) => typeof part !== 'string' && !/^\d$/.test(part.group)))
    return undefined;
  return parts.map((part) => (typeof part === 'string' ? part.replaceAll('\\', '\\\\') : `\\${part.group}`)).join('');
}
