import { validationError } from './service-errors.ts';

/** `word`: an attribute name, keyword or function; `name`: `#…`; `value`: `:…`; `mark`: an operator or punctuation; `end`. */
export interface Token {
  readonly kind: 'word' | 'name' | 'value' | 'index' | 'mark' | 'end';
  readonly text: string;
}

const PATTERN =
  /\s*(?:(?<name>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<word>[A-Za-z_][A-Za-z0-9_-]*)|(?<index>\d+)|(?<mark><>|<=|>=|[=<>(),.+[\]-]))/y;

/** Cuts an expression of DynamoDB's language into tokens. */
export function tokenize(expression: string, parameter: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  const end = expression.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(expression)?.groups;
    const [kind, text] = Object.entries(groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    if (kind === undefined || text === undefined)
      throw validationError(
        `Invalid ${parameter}: Syntax error; token: "${expression.charAt(at)}", near: "${expression.slice(at, at + 10)}"`,
      );
    tokens.push({ kind: kind as Token['kind'], text });
  }
  return tokens;
}

/** Reads tokens one after another. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  readonly #parameter: string;
  #at = 0;

  constructor(expression: string, parameter: string) {
    if (expression.trim() === '') throw validationError(`Invalid ${parameter}: The expression can not be empty;`);
    this.#tokens = tokenize(expression, parameter);
    this.#parameter = parameter;
  }

  get parameter(): string {
    return this.#parameter;
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: 'end', text: '<EOF>' };
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** Takes the keyword or mark if it is next. */
  accept(text: string): boolean {
    const token = this.peek();
    const isNext = token.kind === 'mark' ? token.text === text : isWord(token, text);
    if (isNext) this.#at += 1;
    return isNext;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.fault();
  }

  expectEnd(): void {
    if (this.peek().kind !== 'end') throw this.fault();
  }

  fault(): Error {
    const { text } = this.peek();
    const near = [this.peek(-1), this.peek(), this.peek(1)].map((token) => token.text).join(' ');
    return validationError(`Invalid ${this.#parameter}: Syntax error; token: "${text}", near: "${near}"`);
  }
}

/** Keywords are read in any letter case. */
export const isWord = (token: Token, word: string): boolean =>
  token.kind === 'word' && token.text.toUpperCase() === word.toUpperCase();
