import type { Expr } from '../../expression/expr.ts';
import type { DataType } from '../../types/data-type.ts';
import { parseDataType } from '../../types/ddl.ts';
import type { WordContext } from '../keywords.ts';
import { type Token, tokenize } from '../lexer.ts';
import type { SampleClause } from '../sample-clause.ts';
import { syntaxError } from '../sql-error.ts';
import type { WatermarkClause } from '../watermark-clause.ts';

/**
 * SQL in which every name is `i<index>`, every literal a number or string that is its index, and every type `VARCHAR(<index>)`, so that the grammar is all the
 * general SQL parser sees: it can neither rename a function nor read a literal or an escape by rules that are not Spark's.
 */
export interface ShieldedSql {
  readonly text: string;
  readonly names: readonly string[];
  readonly literals: readonly Expr[];
  readonly types: readonly DataType[];
  readonly watermarks: readonly (WatermarkClause | SampleClause)[];
  /** The user's token behind a character of `text`; the end token from the end on. */
  tokenAt(offset: number): Token;
  readonly tokens: readonly Token[];
}

interface Replacement {
  readonly text: string;
  readonly next: number;
}

/** A text on its way to {@link ShieldedSql}: the tokens, where among them it stands, what is written so far, and what the placeholders stand for. */
export class Shielding {
  readonly sql: string;
  readonly tokens: readonly Token[];
  /** Index of the next token. */
  index = 0;
  /** Keywords and symbols in lower case before the next token, the nearest first; '' for a name or a literal. */
  before: readonly string[] = ['', '', ''];
  /** Whether an operand ends before the next token. */
  operand = false;
  caseDepth = 0;
  /** Whether the join at hand is NATURAL, and takes no ON. */
  naturalJoin = false;
  #operandBeforeNot = false;
  readonly #names: string[] = [];
  readonly #literals: Expr[] = [];
  readonly #types: DataType[] = [];
  readonly #watermarks: (WatermarkClause | SampleClause)[] = [];
  readonly #replacements = new Map<number, Replacement>();
  readonly #openings = new Set<number>();
  readonly #closings = new Set<number>();
  readonly #output: { readonly text: string; readonly token: Token }[] = [];

  constructor(sql: string) {
    this.sql = sql;
    this.tokens = tokenize(sql);
  }

  peek(ahead = 0): Token {
    const end = { kind: 'end', text: '', lower: '', start: this.sql.length, end: this.sql.length } as const;
    return this.tokens[this.index + ahead] ?? end;
  }

  /** What stands around the next token. */
  context(): WordContext {
    const [before = '', beforeThat = ''] = this.before;
    return {
      before,
      beforeThat,
      after: this.peek(1).lower,
      afterThat: this.peek(2).lower,
      afterKind: this.peek(1).kind,
      operand: this.operand,
      operandBeforeNot: this.#operandBeforeNot,
      insideCase: this.caseDepth > 0,
    };
  }

  /** Lets `write` write the next tokens, unless something stands in their place already. */
  step(write: (token: Token) => void): void {
    const at = this.index;
    const token = this.peek();
    const replacement = this.#replacements.get(at);
    if (this.#openings.has(at)) this.#output.push({ text: '(', token });
    if (replacement === undefined) write(token);
    else {
      const { text, next } = replacement;
      this.emit(text, text.toLowerCase(), text.startsWith(')'), next - at);
    }
    for (let i = at; i < this.index; i++) if (this.#closings.has(i)) this.#output.push({ text: ')', token });
  }

  /** Writes `text` for the next `count` tokens; `before` is what later words see: a keyword or symbol, or '' for an operand. */
  emit(text: string, before: string, operand: boolean, count = 1): void {
    if (text !== '') this.#output.push({ text, token: this.peek() });
    this.#operandBeforeNot = before === 'not' && this.operand;
    this.operand = operand;
    this.before = [before, ...this.before.slice(0, 2)];
    this.index += count;
  }

  /** Writes a name for the next token. */
  name(name: string): void {
    this.emit(this.placeholder(name), '', true);
  }

  /** Writes a literal for the next `count` tokens. */
  literal(expr: Expr, count: number): void {
    this.emit(this.literalIndex(expr), '', true, count);
  }

  placeholder(name: string): string {
    return `i${this.#names.push(name) - 1}`;
  }

  literalIndex(expr: Expr): string {
    return String(this.#literals.push(expr) - 1);
  }

  /** The placeholder of the type that stands from one token to another. */
  type(start: number, end: number): string {
    const text = this.sql.slice(this.tokens[start]?.start, this.tokens[end - 1]?.end);
    return `VARCHAR(${this.#types.push(parseDataType(text)) - 1})`;
  }

  /** The placeholder of a clause behind a relation: a table sample, the one clause that the parser takes there. */
  sample(clause: WatermarkClause | SampleClause): string {
    return `TABLESAMPLE (${this.#watermarks.push(clause) - 1} ROWS)`;
  }

  /** Puts `text` in place of the tokens from `at` to `next`, which are still to come. */
  replace(at: number, text: string, next = at + 1): void {
    this.#replacements.set(at, { text, next });
  }

  /** Puts parentheses around tokens that are still to come. */
  enclose(first: number, last: number): void {
    this.#openings.add(first);
    this.#closings.add(last);
  }

  unexpected(token: Token | undefined): Error {
    return syntaxError(this.sql, token?.start ?? 0, token?.text ?? '');
  }

  result(prefix: string): ShieldedSql {
    const ends: { readonly end: number; readonly token: Token }[] = [];
    let text = prefix;
    for (const piece of this.#output) {
      text += `${text === '' ? '' : ' '}${piece.text}`;
      ends.push({ end: text.length, token: piece.token });
    }
    const endToken = this.tokens.at(-1) ?? this.peek();
    return {
      text,
      names: this.#names,
      literals: this.#literals,
      types: this.#types,
      watermarks: this.#watermarks,
      tokens: this.tokens,
      tokenAt: (offset) => ends.find(({ end }) => offset < end)?.token ?? endToken,
    };
  }
}
