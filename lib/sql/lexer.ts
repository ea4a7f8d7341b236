import { errorAt, syntaxError } from './sql-error.ts';

export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'end';

/** A token of Spark SQL by its place in the text. `lower` is the text in lower case, for words and symbols. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

const LINE_COMMENT = /--(?:\\\r?\n|[^\r\n])*/y;
const STRING = /(?:[rR])?(?:'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*")/y;
const RAW_STRING = /[rR](?:'[^']*'|"[^"]*")/y;
const QUOTED = /`(?:[^`]|``)*`/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?:BD|[LSYDF])?(?![\p{L}\d_])/iuy;
const WORD = /[\p{L}\d_]+/uy;
const SYMBOL = /\|>|<=>|>>>|<>|!=|==|<=|>=|\|\||->|=>|::|<<|>>|[-=<>+*/%&|^~()[\],.;:!?]/y;

/** Cuts Spark SQL into tokens; blanks, comments and hints are left out. The last token is of kind `end`. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = skipBlanks(sql, 0);
  while (offset < sql.length) {
    const token = readToken(sql, offset, tokens.at(-1)?.text === '.');
    tokens.push(token);
    offset = skipBlanks(sql, token.end);
  }
  tokens.push({ kind: 'end', text: '', lower: '', start: sql.length, end: sql.length });
  return tokens;
}

function readToken(sql: string, start: number, afterDot: boolean): Token {
  const candidates: readonly (readonly [TokenKind, RegExp])[] = [
    ['string', RAW_STRING],
    ['string', STRING],
    ['quoted', QUOTED],
    ...(afterDot ? [] : ([['number', NUMBER]] as const)),
    ['word', WORD],
    ['symbol', SYMBOL],
  ];
  for (const [kind, pattern] of candidates) {
    const text = matchAt(pattern, sql, start);
    if (text !== undefined) return { kind, text, lower: text.toLowerCase(), start, end: start + text.length };
  }
  throw syntaxError(sql, start, sql.charAt(start));
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function skipBlanks(sql: string, from: number): number {
  let offset = from;
  for (;;) {
    const start = offset;
    while (/\s/.test(sql.charAt(offset))) offset++;
    offset += matchAt(LINE_COMMENT, sql, offset)?.length ?? 0;
    if (sql.startsWith('/*', offset)) offset = endOfBlockComment(sql, offset);
    if (offset === start) return offset;
  }
}

/** Block comments nest. */
function endOfBlockComment(sql: string, start: number): number {
  let depth = 0;
  let offset = start;
  do {
    if (sql.startsWith('/*', offset)) depth++;
    else if (sql.startsWith('*/', offset)) depth--;
    else if (offset >= sql.length) throw errorAt('UNCLOSED_BRACKETED_COMMENT', {}, sql, start);
    else {
      offset++;
      continue;
    }
    offset += 2;
  } while (depth > 0);
  return offset;
}
