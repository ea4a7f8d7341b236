import { type ConditionName, type ConditionParams, ParseError } from '../errors/index.ts';
import { textPosition } from '../util/text-position.ts';

export interface DdlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'symbol' | 'end';
  /** A word or symbol as written, a name without its back-quotes. */
  readonly text: string;
  readonly offset: number;
}

const SPACE = /(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const TOKENS: readonly (readonly [DdlToken['kind'], RegExp])[] = [
  ['word', /\w+/y],
  ['quoted', /`(?:[^`]|``)*`/y],
  ['string', /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"/y],
  ['symbol', /[<>(),:]/y],
];

/** Walks over the tokens of one schema text and raises its errors with their place. */
export class DdlScanner {
  readonly #text: string;
  readonly #tokens: readonly DdlToken[];
  #index = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  /** The token `ahead` places on, without taking it. */
  peek(ahead = 0): DdlToken {
    return this.#tokens[this.#index + ahead] ?? { kind: 'end', text: '', offset: this.#text.length };
  }

  next(): DdlToken {
    const token = this.peek();
    this.#index++;
    return token;
  }

  /** Takes the next token if it is this symbol or, in any letter case, this word. */
  accept(text: string): boolean {
    const token = this.peek();
    const found = (token.kind === 'word' || token.kind === 'symbol') && token.text.toLowerCase() === text;
    if (found) this.#index++;
    return found;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected();
  }

  /** The error for the next token, which cannot stand where it does. */
  unexpected(token = this.peek()): ParseError {
    return syntaxError(this.#text, token.offset, token.text);
  }

  error(condition: ConditionName, params: ConditionParams, at: DdlToken): ParseError {
    return new ParseError(condition, { ...params, ...textPosition(this.#text, at.offset) });
  }
}

function tokenize(text: string): readonly DdlToken[] {
  const tokens: DdlToken[] = [];
  let offset = skipSpace(text, 0);
  while (offset < text.length) {
    const token = readToken(text, offset);
    tokens.push(token.kind === 'quoted' ? { ...token, text: token.text.slice(1, -1).replaceAll('``', '`') } : token);
    offset = skipSpace(text, offset + token.text.length);
  }
  return tokens;
}

function skipSpace(text: string, offset: number): number {
  SPACE.lastIndex = offset;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function readToken(text: string, offset: number): DdlToken {
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match !== null) return { kind, text: match[0], offset };
  }
  const ident = /^[^\s<>(),:`'"]+/.exec(text.slice(offset))?.[0] ?? text.charAt(offset);
  if (!/^[\p{L}\w]/u.test(ident)) throw syntaxError(text, offset, text.charAt(offset));
  throw new ParseError('INVALID_IDENTIFIER', { ident, ...textPosition(text, offset) });
}

function syntaxError(text: string, offset: number, found: string): ParseError {
  const error = found === '' ? 'end of input' : `'${found}'`;
  return new ParseError('PARSE_SYNTAX_ERROR', { error, text, ...textPosition(text, offset) });
}
