import type { CsvDialect } from './csv-dialect.ts';

/** One field: its text, and whether it stood in quotes. */
export interface CsvField {
  readonly text: string;
  readonly quoted: boolean;
}

/** A record and its place in the text. */
export interface CsvRecord {
  readonly fields: readonly CsvField[];
  readonly start: number;
  readonly end: number;
}

/** Splits text into fields as Spark's parser (univocity) does. With `multiLine` a record ends at a line's end outside of quotes, without it the text is one record. */
export function* scanCsv(text: string, dialect: CsvDialect, multiLine: boolean): Generator<CsvRecord> {
  if (!multiLine && text !== '' && isSimple(text, dialect)) {
    const fields = text.split(dialect.separator).map((field) => ({ text: field, quoted: false }));
    yield { fields, start: 0, end: text.length };
    return;
  }
  const scanner = new CsvScanner(text, dialect, multiLine);
  while (!scanner.isAtEnd()) {
    if (multiLine && scanner.skipLine()) continue;
    yield scanner.record();
  }
}

/** Whether the fields of a line are what lies between its separators. */
const isSimple = (text: string, { quote, trimsLeading, trimsTrailing }: CsvDialect): boolean =>
  !trimsLeading && !trimsTrailing && (quote === undefined || !text.includes(quote));

class CsvScanner {
  readonly #text: string;
  readonly #dialect: CsvDialect;
  readonly #multiLine: boolean;
  #at = 0;

  constructor(text: string, dialect: CsvDialect, multiLine: boolean) {
    this.#text = text;
    this.#dialect = dialect;
    this.#multiLine = multiLine;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Passes an empty line or a comment. */
  skipLine(): boolean {
    const { comment } = this.#dialect;
    if (comment !== undefined && this.#text.startsWith(comment, this.#at))
      while (!this.isAtEnd() && this.#lineEnd() === 0) this.#at++;
    const end = this.#lineEnd();
    this.#at += end;
    return end > 0;
  }

  record(): CsvRecord {
    const start = this.#at;
    const fields: CsvField[] = [this.#field()];
    while (this.#text.startsWith(this.#dialect.separator, this.#at) && !this.isAtEnd()) {
      this.#at += this.#dialect.separator.length;
      fields.push(this.#field());
    }
    const end = this.#at;
    this.#at += this.#lineEnd();
    return { fields, start, end };
  }

  /** The length of the line's end that stands here; 0: none. */
  #lineEnd(): number {
    if (!this.#multiLine) return 0;
    const char = this.#text[this.#at];
    if (char === '\n') return 1;
    if (char !== '\r') return 0;
    return this.#text[this.#at + 1] === '\n' ? 2 : 1;
  }

  #endsField(): boolean {
    return this.isAtEnd() || this.#text.startsWith(this.#dialect.separator, this.#at) || this.#lineEnd() > 0;
  }

  #field(): CsvField {
    const { quote, trimsLeading } = this.#dialect;
    if (trimsLeading) this.#skipBlanks();
    return quote !== undefined && this.#text[this.#at] === quote ? this.#quoted(quote) : this.#unquoted(this.#at);
  }

  #skipBlanks(): void {
    while (!this.#endsField() && (this.#text[this.#at] ?? 'x') <= ' ') this.#at++;
  }

  #unquoted(start: number): CsvField {
    while (!this.#endsField()) this.#at++;
    const text = this.#text.slice(start, this.#at);
    return { text: this.#dialect.trimsTrailing ? text.replace(/[\0- ]+$/, '') : text, quoted: false };
  }

  #quoted(quote: string): CsvField {
    this.#at++;
    let text = '';
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) return this.#unclosed(text, quote);
      const escaped = this.#escaped(char, quote);
      if (escaped !== undefined) {
        text += escaped;
        this.#at += 2;
      } else if (char === quote) {
        this.#at++;
        if (this.#closes()) return { text, quoted: true };
        if (this.#dialect.unescapedQuote === 'STOP_AT_DELIMITER') return this.#runOn(quote + text + quote);
        text += quote;
      } else {
        text += this.#multiLine && char === '\r' ? this.#newline() : char;
        this.#at++;
      }
    }
  }

  /** A field whose quotes turned out to be part of it, up to the next separator. */
  #runOn(beginning: string): CsvField {
    return { text: beginning + this.#unquoted(this.#at).text, quoted: false };
  }

  /** Line ends in quotes are all `\n`. */
  #newline(): string {
    return this.#text[this.#at + 1] === '\n' ? '' : '\n';
  }

  #unclosed(text: string, quote: string): CsvField {
    return text === '' ? { text: quote, quoted: false } : { text, quoted: true };
  }

  /** What an escape and the character after it stand for. */
  #escaped(char: string, quote: string): string | undefined {
    const { escapeChar, escapeEscape } = this.#dialect;
    const next = this.#text[this.#at + 1];
    if (char === escapeEscape && next === escapeChar && escapeChar !== quote) return escapeChar;
    return char === escapeChar && next === quote ? quote : undefined;
  }

  /** After a closing quote: passes blanks up to the field's end, or stays. */
  #closes(): boolean {
    const after = this.#at;
    this.#skipBlanks();
    if (this.#endsField()) return true;
    this.#at = after;
    return false;
  }
}
