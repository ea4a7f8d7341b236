import type { ParseError } from '../errors/index.ts';
import { type Token, tokenize } from './lexer.ts';
import { syntaxError } from './sql-error.ts';
import { quotedName, stringValue } from './string-literal.ts';

/** The words of a statement, read from the left. */
export class StatementText {
  readonly #sql: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(sql: string) {
    this.#sql = sql;
    const tokens = tokenize(sql);
    const last = tokens.findLastIndex(({ kind, text }) => kind !== 'end' && text !== ';');
    this.#tokens = [...tokens.slice(0, last + 1), ...tokens.slice(-1)];
  }

  /** The next token, or one behind it; the end token from the end on. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.#index += 1;
    return token;
  }

  /** Goes on behind the word if it stands here. */
  accept(word: string): boolean {
    return this.acceptAll(word);
  }

  /** Goes on behind the words if they all stand here. */
  acceptAll(...words: readonly string[]): boolean {
    const found = words.every((word, i) => this.peek(i).kind === 'word' && this.peek(i).lower === word);
    if (found) this.#index += words.length;
    return found;
  }

  acceptIn(): boolean {
    return this.accept('in') || this.accept('from');
  }

  identifier(): string {
    const { kind, text } = this.peek();
    if (kind !== 'word' && kind !== 'quoted') throw this.unexpected();
    this.next();
    return kind === 'quoted' ? quotedName(text) : text;
  }

  optionalName(): string | undefined {
    return this.peek().kind === 'end' ? undefined : this.name().join('.');
  }

  /** A name of parts, or IDENTIFIER of a text. */
  name(): readonly string[] {
    if (this.peek().lower === 'identifier' && this.peek(1).text === '(') return this.#constantName();
    const parts = [this.identifier()];
    while (this.peek().text === '.') {
      this.next();
      parts.push(this.identifier());
    }
    return parts;
  }

  #constantName(): readonly string[] {
    this.next();
    this.next();
    let text = this.string();
    while (this.peek().text === '||') {
      this.next();
      text += this.string();
    }
    if (this.peek().text !== ')') throw this.unexpected();
    this.next();
    return new StatementText(text).name();
  }

  /** Strings side by side are one. */
  string(): string {
    if (this.peek().kind !== 'string') throw this.unexpected();
    let value = '';
    while (this.peek().kind === 'string') value += stringValue(this.next().text);
    return value;
  }

  /** The text from here on. */
  rest(): string {
    if (this.peek().kind === 'end') throw this.unexpected();
    return this.#sql.slice(this.peek().start);
  }

  /** Refuses what goes on. */
  end(): void {
    if (this.peek().kind !== 'end') throw this.unexpected();
  }

  unexpected(): ParseError {
    const { start, text } = this.peek();
    return syntaxError(this.#sql, start, text);
  }
}
