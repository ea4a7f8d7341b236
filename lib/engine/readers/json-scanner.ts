/** What a JSON text may hold beyond the standard, as Spark's options name it. */
export interface JsonSyntax {
  readonly allowComments: boolean;
  readonly allowUnquotedFieldNames: boolean;
  readonly allowSingleQuotes: boolean;
  readonly allowNumericLeadingZeros: boolean;
  readonly allowBackslashEscapingAnyCharacter: boolean;
  readonly allowUnquotedControlChars: boolean;
  readonly allowNonNumericNumbers: boolean;
}

/** A value as read; `start` and `end` are its place in the text, so that it can be kept as it was written. */
export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'null' | 'true' | 'false' }
  /** `integer` and `float` have the number's text, `special` one of NaN, Infinity, -Infinity. */
  | { readonly kind: 'integer' | 'float' | 'special' | 'string'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [name: string, value: JsonNode])[] }
);

/** The text is not JSON. */
export class JsonSyntaxError extends Error {}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const NUMBER_WITH_ZEROS = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const SPECIAL = /NaN|[+-]?Infinity|[+-]INF/y;
const UNQUOTED_NAME = /[\p{L}_$*#@-][\p{L}\p{N}_$*#@+-]*/uy;
const WORD = /[\p{L}\p{N}_$]/u;
const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const MAX_DEPTH = 1000;

/** Reads the first value of a text as Jackson does, and leaves what follows unread; undefined: there is none. */
export function scanJson(text: string, syntax: JsonSyntax): JsonNode | undefined {
  return new JsonScanner(text, syntax).first();
}

class JsonScanner {
  readonly #text: string;
  readonly #syntax: JsonSyntax;
  #at = 0;
  #depth = 0;

  constructor(text: string, syntax: JsonSyntax) {
    this.#text = text;
    this.#syntax = syntax;
  }

  first(): JsonNode | undefined {
    if (this.#text.startsWith('\ufeff')) this.#at = 1;
    this.#skipBlank();
    return this.#at >= this.#text.length ? undefined : this.#value();
  }

  #fail(): never {
    throw new JsonSyntaxError(`no JSON at position ${this.#at}`);
  }

  #skipBlank(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 32 || code === 9 || code === 10 || code === 13) this.#at++;
      else if (code === 47 && this.#syntax.allowComments) this.#skipComment();
      else return;
    }
  }

  #skipComment(): void {
    const block = this.#text[this.#at + 1] === '*';
    if (!block && this.#text[this.#at + 1] !== '/') this.#fail();
    const end = this.#text.indexOf(block ? '*/' : '\n', this.#at + 2);
    if (end < 0 && block) this.#fail();
    this.#at = end < 0 ? this.#text.length : end + (block ? 2 : 1);
  }

  #value(): JsonNode {
    const start = this.#at;
    switch (this.#text[start]) {
      case '{':
        return this.#nested(() => this.#object(start));
      case '[':
        return this.#nested(() => this.#array(start));
      case '"':
        return this.#stringNode(start, '"');
      case "'":
        return this.#syntax.allowSingleQuotes ? this.#stringNode(start, "'") : this.#fail();
      case 't':
        return this.#word('true', start);
      case 'f':
        return this.#word('false', start);
      case 'n':
        return this.#word('null', start);
      default:
        return this.#number(start);
    }
  }

  #nested(read: () => JsonNode): JsonNode {
    if (++this.#depth > MAX_DEPTH) this.#fail();
    const node = read();
    this.#depth--;
    return node;
  }

  #word(kind: 'true' | 'false' | 'null', start: number): JsonNode {
    if (!this.#text.startsWith(kind, start)) this.#fail();
    this.#at = start + kind.length;
    this.#endWord();
    return { kind, start, end: this.#at };
  }

  #endWord(): void {
    const next = this.#text[this.#at];
    if (next !== undefined && WORD.test(next)) this.#fail();
  }

  #number(start: number): JsonNode {
    const pattern = this.#syntax.allowNumericLeadingZeros ? NUMBER_WITH_ZEROS : NUMBER;
    pattern.lastIndex = start;
    const match = pattern.exec(this.#text);
    if (match === null || this.#text.startsWith('-Inf', start) || this.#text.startsWith('-INF', start))
      return this.#special(start);
    this.#at = start + match[0].length;
    const next = this.#text[this.#at];
    if (next !== undefined && (WORD.test(next) || next === '.' || next === '+' || next === '-')) this.#fail();
    const kind = match[1] === undefined && match[2] === undefined ? 'integer' : 'float';
    return { kind, text: match[0], start, end: this.#at };
  }

  #special(start: number): JsonNode {
    SPECIAL.lastIndex = start;
    const match = this.#syntax.allowNonNumericNumbers ? SPECIAL.exec(this.#text) : null;
    if (match === null) return this.#fail();
    this.#at = start + match[0].length;
    this.#endWord();
    return { kind: 'special', text: match[0], start, end: this.#at };
  }

  #stringNode(start: number, quote: string): JsonNode {
    const text = this.#string(quote);
    return { kind: 'string', text, start, end: this.#at };
  }

  #string(quote: string): string {
    let from = ++this.#at;
    let result = '';
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) this.#fail();
      if (char === quote) break;
      if (char === '\\') {
        result += this.#text.slice(from, this.#at) + this.#escape();
        from = this.#at;
      } else {
        if (char < ' ' && !this.#syntax.allowUnquotedControlChars) this.#fail();
        this.#at++;
      }
    }
    result += this.#text.slice(from, this.#at++);
    return result;
  }

  #escape(): string {
    const char = this.#text[this.#at + 1];
    if (char === undefined) this.#fail();
    if (char === 'u') {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail();
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const lenient = this.#syntax.allowBackslashEscapingAnyCharacter || (char === "'" && this.#syntax.allowSingleQuotes);
    const meaning = ESCAPES[char] ?? (lenient ? char : this.#fail());
    this.#at += 2;
    return meaning;
  }

  #array(start: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at++;
    this.#skipBlank();
    if (this.#text[this.#at] !== ']')
      do {
        this.#skipBlank();
        items.push(this.#value());
      } while (this.#continues(']'));
    this.#at++;
    return { kind: 'array', items, start, end: this.#at };
  }

  #object(start: number): JsonNode {
    const fields: (readonly [string, JsonNode])[] = [];
    this.#at++;
    this.#skipBlank();
    if (this.#text[this.#at] !== '}')
      do {
        this.#skipBlank();
        const name = this.#name();
        this.#skipBlank();
        if (this.#text[this.#at] !== ':') this.#fail();
        this.#at++;
        this.#skipBlank();
        fields.push([name, this.#value()]);
      } while (this.#continues('}'));
    this.#at++;
    return { kind: 'object', fields, start, end: this.#at };
  }

  /** After an element: true at a comma, which it takes; false at the end, which it leaves. */
  #continues(end: string): boolean {
    this.#skipBlank();
    const char = this.#text[this.#at];
    if (char === end) return false;
    if (char !== ',') this.#fail();
    this.#at++;
    return true;
  }

  #name(): string {
    const char = this.#text[this.#at];
    if (char === '"' || (char === "'" && this.#syntax.allowSingleQuotes)) return this.#string(char);
    if (!this.#syntax.allowUnquotedFieldNames) this.#fail();
    UNQUOTED_NAME.lastIndex = this.#at;
    const match = UNQUOTED_NAME.exec(this.#text);
    if (match === null) return this.#fail();
    this.#at += match[0].length;
    return match[0];
  }
}
