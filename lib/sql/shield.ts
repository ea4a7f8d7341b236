import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, literal } from '../expression/expr.ts';
import { type DataType, StringType } from '../types/data-type.ts';
import { parseDataType } from '../types/ddl.ts';
import { intervalLiteral } from './interval-literal.ts';
import { endsOperand, isKeyword, type WordContext } from './keywords.ts';
import { type Token, type TokenKind, tokenize } from './lexer.ts';
import { numberLiteral } from './number-literal.ts';
import { type SampleClause, sampleClause } from './sample-clause.ts';
import { specialForm } from './special-form.ts';
import { errorAt, syntaxError, unsupportedSql } from './sql-error.ts';
import { quotedName, stringValue } from './string-literal.ts';
import { closingIndex, findAtDepth } from './token-search.ts';
import { isLiteralType, typedLiteral } from './typed-literal.ts';
import { type WatermarkClause, watermarkClause } from './watermark-clause.ts';

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

/** Shields one statement or expression; `prefix` is put before it as it stands. */
export function shieldSql(sql: string, prefix = ''): ShieldedSql {
  return new Shield(sql).run(prefix);
}

const QUERY_STARTS = /^(select|with|values|from|table|\()$/;

interface Edit {
  readonly text: string;
  readonly next: number;
}

/** Stands before ANY, SOME and ALL after LIKE, which are written as calls: the parser takes what follows their list for a part of it. */
export const QUANTIFIER = '\u0000';
/** Between the parts of a name in `* EXCEPT (s.a)`: the parser takes names of one part only. */
export const PART_SEPARATOR = '\u0000';
/** The operand in the middle of what `>>>` is written as. */
export const UNSIGNED_SHIFT: Expr = literal('>>>', StringType);

/** A call that stands for the expression behind LIMIT or OFFSET, by its text. */
export const COUNT_TEXT = '__count';
const COUNT_ENDS: ReadonlySet<string> = new Set(['limit', 'offset', 'union', 'except', 'intersect', 'minus', ';']);

const WINDOW_WORDS: Readonly<Record<string, string>> = { distribute: 'PARTITION', sort: 'ORDER' };
const JOIN_WORDS: ReadonlySet<string> = new Set([
  'natural',
  'cross',
  'full',
  'inner',
  'left',
  'outer',
  'right',
  'semi',
  'anti',
]);
const ENDS_NATURAL: ReadonlySet<string> = new Set([
  'cross',
  'full',
  'inner',
  'join',
  'left',
  'right',
  'select',
  'where',
]);
const ROWS_END: ReadonlySet<string> = new Set([
  ...['as', 'order', 'limit', 'offset', 'union', 'except', 'intersect', 'minus', 'where', 'join', 'left', 'right'],
  ...['inner', 'full', 'cross', 'natural', 'group', 'having', 'lateral', ';', 'pivot', 'unpivot'],
]);
const LITERAL_TYPES = '"DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP", "INTERVAL", "X", "TIME"';
const NO_TABLE_CLAUSE: ReadonlySet<string> = new Set(['group', 'having', 'join', 'where']);
const GROUPING_ENDS: ReadonlySet<string> = new Set([
  'having',
  'order',
  'limit',
  'union',
  'except',
  'intersect',
  'qualify',
  'window',
  ';',
]);
const SYMBOLS: Readonly<Record<string, string>> = { '!': 'NOT', '==': '=', '!=': '<>' };
const REFUSED: Readonly<Record<string, string>> = {
  match_recognize: 'MATCH_RECOGNIZE',
};

class Shield {
  readonly #sql: string;
  readonly #tokens: readonly Token[];
  readonly #names: string[] = [];
  readonly #literals: Expr[] = [];
  readonly #types: DataType[] = [];
  readonly #watermarks: (WatermarkClause | SampleClause)[] = [];
  readonly #edits = new Map<number, Edit>();
  readonly #output: { readonly text: string; readonly token: Token }[] = [];
  /** Names of windows that stand for a specification. */
  readonly #references = new Set<number>();
  #index = 0;
  #before: readonly string[] = ['', '', ''];
  #operand = false;
  /** Tokens before and behind which a parenthesis is put: rows of VALUES that have none. */
  readonly #openings = new Set<number>();
  readonly #closings = new Set<number>();
  /** Whether the join at hand is NATURAL, and takes no ON. */
  #natural = false;
  #operandBeforeNot = false;
  #caseDepth = 0;

  constructor(sql: string) {
    this.#sql = sql;
    this.#tokens = tokenize(sql);
  }

  run(prefix: string): ShieldedSql {
    const handlers: Readonly<Record<Exclude<TokenKind, 'end'>, (token: Token) => void>> = {
      word: (token) => this.#word(token),
      quoted: (token) => this.#name(quotedName(token.text)),
      string: () => this.#string(),
      number: (token) => this.#literal(numberLiteral(token.text, this.#sql, token.start), 1),
      symbol: (token) => this.#symbol(token),
    };
    for (let token = this.#peek(); token.kind !== 'end'; token = this.#peek()) {
      const edit = this.#edits.get(this.#index);
      const at = this.#index;
      if (this.#openings.has(at)) this.#output.push({ text: '(', token });
      if (edit !== undefined)
        this.#emit(edit.text, edit.text.toLowerCase(), edit.text.startsWith(')'), edit.next - this.#index);
      else handlers[token.kind](token);
      for (let i = at; i < this.#index; i++) if (this.#closings.has(i)) this.#output.push({ text: ')', token });
    }
    return this.#result(prefix);
  }

  #peek(ahead = 0): Token {
    const end = { kind: 'end', text: '', lower: '', start: this.#sql.length, end: this.#sql.length } as const;
    return this.#tokens[this.#index + ahead] ?? end;
  }

  /** Writes `text` for the next `count` tokens; `before` is what later words see: a keyword or symbol, or '' for an operand. */
  #emit(text: string, before: string, operand: boolean, count = 1): void {
    if (text !== '') this.#output.push({ text, token: this.#peek() });
    this.#operandBeforeNot = before === 'not' && this.#operand;
    this.#operand = operand;
    this.#before = [before, ...this.#before.slice(0, 2)];
    this.#index += count;
  }

  #name(name: string): void {
    const placeholder = `i${this.#names.push(name) - 1}`;
    this.#emit(this.#references.has(this.#index) ? `( ${placeholder} )` : placeholder, '', true);
  }

  #literal(expr: Expr, count: number): void {
    this.#emit(String(this.#literals.push(expr) - 1), '', true, count);
  }

  /** Adjacent strings are one literal. */
  #string(): void {
    let value = '';
    let count = 0;
    for (; this.#peek(count).kind === 'string'; count++) value += stringValue(this.#peek(count).text);
    const index = this.#literals.push(literal(value, StringType)) - 1;
    this.#emit(`'${index}'`, '', true, count);
  }

  #symbol(token: Token): void {
    const next = this.#peek(1);
    if (token.text === '-' && !this.#operand && next.kind === 'number') {
      this.#literal(numberLiteral(`-${next.text}`, this.#sql, token.start), 2);
    } else if (token.text === '+' && !this.#operand) {
      this.#emit('', '+', false);
    } else if (token.text === ';') {
      if (next.kind !== 'end' && next.text !== ';') throw syntaxError(this.#sql, next.start, next.text);
      this.#index++;
    } else if (token.text === '::') {
      this.#emit(token.text, token.text, false);
      this.#postfixType();
    } else if (token.text === '!' && this.#operand) {
      throw syntaxError(this.#sql, token.start, token.text);
    } else if (token.text === '>>>') {
      this.#emit(`>> ${this.#literals.push(UNSIGNED_SHIFT) - 1} >>`, '>>', false);
    } else if (token.text === '|>') {
      throw unsupportedSql('pipe syntax in a subquery', 'Give the subquery a name with a view.');
    } else if (token.text === ':') {
      throw new AnalysisError('COLUMN_IS_NOT_VARIANT_TYPE');
    } else {
      const isEmptyIndex = token.text === ']' && this.#before[0] === '[';
      if (isEmptyIndex || (token.text === '[' && !this.#operand)) throw syntaxError(this.#sql, token.start, token.text);
      if (token.text === ')' && this.#before[0] === '(' && this.#before[1] === 'by')
        throw syntaxError(this.#sql, token.start, token.text);
      if (token.text === ',' && next.lower === 'from')
        throw errorAt('TRAILING_COMMA_IN_SELECT', {}, this.#sql, token.start);
      if (token.text === ',' && (next.kind === 'end' || next.text === ')')) {
        throw syntaxError(this.#sql, next.start, next.text);
      }
      const text = SYMBOLS[token.text] ?? token.text;
      this.#emit(text, text.toLowerCase(), token.text === ')' || token.text === ']');
    }
  }

  /** The type after `::`: a word with its brackets, or an interval type. */
  #postfixType(): void {
    const start = this.#index;
    let end = start + 1;
    if (this.#peek().lower === 'interval') {
      while (/^(to|year|month|day|hour|minute|second)$/.test(this.#tokens[end]?.lower ?? '')) end++;
    } else if (this.#tokens[end]?.text === '(') {
      end = closingIndex(this.#tokens, end) + 1;
    } else if (/^<[^=]?$/.test(this.#tokens[end]?.text ?? '')) {
      let depth = 0;
      do {
        const text = this.#tokens[end++]?.text ?? '';
        depth += text.split('<').length - text.split('>').length;
      } while (depth > 0 && end < this.#tokens.length);
    }
    this.#emit(this.#type(start, end), '', true, end - start);
  }

  #type(start: number, end: number): string {
    const text = this.#sql.slice(this.#tokens[start]?.start, this.#tokens[end - 1]?.end);
    return `VARCHAR(${this.#types.push(parseDataType(text)) - 1})`;
  }

  #word(token: Token): void {
    const context = this.#context();
    const afterDot = context.before === '.';
    if (!afterDot && this.#quantifier(token, context)) return;
    if (afterDot || !(this.#literalWord(token) || this.#clauseWord(token) || this.#callWord(token, context))) {
      if (!afterDot && isKeyword(token.lower, context)) this.#keywordAs(token);
      else this.#namedWord(token, afterDot);
    }
  }

  #namedWord(token: Token, afterDot: boolean): void {
    const next = this.#peek(1);
    if (token.lower === 'except' && this.#before[0] === '*' && !QUERY_STARTS.test(next.lower))
      throw syntaxError(this.#sql, next.start, next.text);
    if (!afterDot && !this.#operand && next.kind === 'string')
      throw errorAt(
        'UNSUPPORTED_TYPED_LITERAL',
        { unsupportedType: `"${token.text.toUpperCase()}"`, supportedTypes: LITERAL_TYPES },
        this.#sql,
        token.start,
      );
    this.#name(token.text);
  }

  #context(): WordContext {
    const [before = '', beforeThat = ''] = this.#before;
    return {
      before,
      beforeThat,
      after: this.#peek(1).lower,
      afterThat: this.#peek(2).lower,
      afterKind: this.#peek(1).kind,
      operand: this.#operand,
      operandBeforeNot: this.#operandBeforeNot,
      insideCase: this.#caseDepth > 0,
    };
  }

  /** `TABLE t` is a query of all its columns; ORDER BY ALL names what is called so, as the parser takes no direction after its keyword. */
  #keywordAs(token: Token): void {
    const [before, beforeThat] = this.#before;
    if (token.lower === 'table') this.#tableQuery();
    else if (token.lower === 'all' && before === 'by' && beforeThat === 'order') this.#name('ALL');
    else this.#keyword(token);
  }

  /** A lateral view has a name. */
  #lateralView(): void {
    const outer = this.#peek(1).lower === 'outer' ? 1 : 0;
    const open = this.#index + 2 + outer;
    const isCall = this.#tokens[open]?.text === '(';
    const after = this.#tokens[isCall ? closingIndex(this.#tokens, open) + 1 : open];
    if (after !== undefined && after.kind !== 'word' && after.kind !== 'quoted' && after.text !== '.')
      throw syntaxError(this.#sql, after.start, after.text);
  }

  #tableQuery(): void {
    let end = this.#index + 2;
    while (this.#tokens[end]?.text === '.') end += 2;
    const after = this.#tokens[end];
    if (after !== undefined && NO_TABLE_CLAUSE.has(after.lower)) throw syntaxError(this.#sql, after.start, after.text);
    this.#emit('SELECT * FROM', 'from', false);
  }

  #keyword(token: Token): void {
    const next = this.#peek(1);
    if (token.lower === 'case') this.#caseDepth++;
    if (token.lower === 'end') this.#caseDepth--;
    if (token.lower === 'select' && (next.kind === 'end' || next.text === ')')) {
      throw syntaxError(this.#sql, next.start, next.text);
    }
    if (token.lower === 'with' && next.lower === 'recursive') throw unsupportedSql('WITH RECURSIVE');
    if (token.lower === 'natural') this.#natural = true;
    else if (ENDS_NATURAL.has(token.lower) && !JOIN_WORDS.has(this.#before[0] ?? '')) this.#natural = false;
    if (token.lower === 'on' && this.#natural) throw syntaxError(this.#sql, token.start, token.text);
    if (token.lower === 'values') this.#rows(this.#index + 1);
    if (token.lower === 'over' && next.text === '(') this.#window(this.#index + 1);
    if (token.lower === 'window') this.#namedWindows();
    if (token.lower === 'using' && next.text !== '(') throw syntaxError(this.#sql, next.start, next.text);
    if (token.lower === 'view') this.#lateralView();
    this.#emit(token.text.toUpperCase(), token.lower, endsOperand(token.lower));
    if (token.lower === 'by' && this.#before[1] === 'group') this.#groupingSets();
    if (token.lower === 'limit' || token.lower === 'offset') this.#count();
  }

  /** Rows of VALUES without parentheses get some. */
  #rows(start: number): void {
    for (let at = start; ; ) {
      const end = findAtDepth(
        this.#tokens,
        at,
        ({ kind, lower, text }) => kind === 'end' || text === ',' || text === ')' || ROWS_END.has(lower),
      );
      if (end <= at || end >= this.#tokens.length) return;
      const whole = this.#tokens[at]?.text === '(' && closingIndex(this.#tokens, at) === end - 1;
      const aliased = this.#tokens[at]?.text === '(' && closingIndex(this.#tokens, at) < end - 1;
      if (!whole && !aliased) {
        this.#openings.add(at);
        this.#closings.add(end - 1);
      }
      if (this.#tokens[end]?.text !== ',' || aliased) return;
      at = end + 1;
    }
  }

  /** `GROUP BY a, b GROUPING SETS (…)`: the sets say it all. */
  #groupingSets(): void {
    const found = findAtDepth(
      this.#tokens,
      this.#index,
      ({ kind, lower }) => kind === 'end' || lower === 'grouping' || GROUPING_ENDS.has(lower),
    );
    const isSets = this.#tokens[found]?.lower === 'grouping' && this.#tokens[found + 1]?.lower === 'sets';
    if (isSets && this.#tokens[found - 1]?.text !== ',') this.#index = found;
  }

  /** DISTRIBUTE BY and SORT BY in a window are PARTITION BY and ORDER BY. */
  #window(open: number): void {
    for (let at = open + 1; at < closingIndex(this.#tokens, open); at++) {
      const word = WINDOW_WORDS[this.#tokens[at]?.lower ?? ''];
      if (word !== undefined && this.#tokens[at + 1]?.lower === 'by') this.#edits.set(at, { text: word, next: at + 1 });
    }
    const [first, second] = this.#tokens.slice(open + 1, open + 3);
    const isReference =
      first?.kind === 'word' && !/^(partition|order|sort|distribute|cluster|rows|range)$/.test(first.lower);
    if (isReference && second?.text !== ')') throw syntaxError(this.#sql, this.#tokens[open]?.start ?? 0, '(');
  }

  /** `WINDOW v AS w` is written as `v AS (w)`. */
  #namedWindows(): void {
    for (let at = this.#index + 1; this.#tokens[at + 1]?.lower === 'as'; at++) {
      const spec = this.#tokens[at + 2];
      if (spec?.text === '(') {
        this.#window(at + 2);
        at = closingIndex(this.#tokens, at + 2) + 1;
      } else {
        if (spec !== undefined) this.#references.add(at + 2);
        at += 3;
      }
      if (this.#tokens[at]?.text !== ',') return;
    }
  }

  /** An expression behind LIMIT or OFFSET is read on its own: the parser takes numbers only. */
  #count(): void {
    const start = this.#index;
    const end = findAtDepth(this.#tokens, start, ({ lower, kind }) => kind === 'end' || COUNT_ENDS.has(lower));
    const plain = this.#peek().kind === 'number' || this.#peek().lower === 'all' || this.#peek().text === '-';
    if (end <= start || (plain && end === start + (this.#peek().text === '-' ? 2 : 1))) return;
    const text = this.#sql.slice(this.#peek().start, this.#tokens[end - 1]?.end);
    this.#literal(call(COUNT_TEXT, [literal(text, StringType)]), end - start);
  }

  /** `LIKE ANY (…)`; the names of `* EXCEPT (…)` follow their keyword at once. */
  #quantifier(token: Token, { before, after }: WordContext): boolean {
    if (after !== '(') return false;
    if ((before === 'like' || before === 'ilike') && /^(any|some|all)$/.test(token.lower)) {
      this.#name(`${QUANTIFIER}${token.lower}`);
      return true;
    }
    if (token.lower !== 'except' || before !== '*' || QUERY_STARTS.test(this.#peek(2).lower)) return false;
    const close = closingIndex(this.#tokens, this.#index + 1);
    const names: string[][] = [[]];
    for (const { kind, text } of this.#tokens.slice(this.#index + 2, close)) {
      if (text === ',') names.push([]);
      else if (text !== '.') names.at(-1)?.push(kind === 'quoted' ? quotedName(text) : text);
    }
    const placeholders = names.map((parts) => `i${this.#names.push(parts.join(PART_SEPARATOR)) - 1}`);
    this.#emit(`EXCEPT ( ${placeholders.join(' , ')} )`, ')', true, close + 1 - this.#index);
    return true;
  }

  /** `INTERVAL …`, `DATE '…'`, `X'…'`. */
  #literalWord(token: Token): boolean {
    if (token.lower === 'interval') {
      const interval = intervalLiteral(this.#sql, this.#tokens, this.#index);
      if (interval === undefined) return false;
      this.#literal(interval.literal, interval.next - this.#index);
      return true;
    }
    const text = this.#peek(1);
    if (this.#operand || !isLiteralType(token.lower) || text.kind !== 'string') return false;
    this.#literal(typedLiteral(token.lower, stringValue(text.text), this.#sql, token.start), 2);
    return true;
  }

  /** WATERMARK, which becomes a table sample (the one clause the parser takes in its place), and the clauses that are refused. */
  #clauseWord(token: Token): boolean {
    if (!this.#operand) return false;
    const refused = REFUSED[token.lower];
    if (refused !== undefined && this.#peek(1).text === '(') throw unsupportedSql(refused);
    if (token.lower === 'unpivot' && this.#unpivot()) return true;
    if (token.lower === 'pivot' && this.#pivot()) return true;
    const found = this.#clause(token);
    if (found === undefined) return false;
    const index = this.#watermarks.push(found.clause) - 1;
    this.#emit(`TABLESAMPLE (${index} ROWS)`, ')', true, found.next - this.#index);
    return true;
  }

  #clause(token: Token): { readonly clause: WatermarkClause | SampleClause; readonly next: number } | undefined {
    if (token.lower === 'watermark') return watermarkClause(this.#sql, this.#tokens, this.#index);
    return token.lower === 'tablesample' ? sampleClause(this.#tokens, this.#index) : undefined;
  }

  /** `UNPIVOT [INCLUDE | EXCLUDE NULLS] (value FOR name IN (…))`. */
  #unpivot(): boolean {
    const mode = /^(include|exclude)$/.test(this.#peek(1).lower) && this.#peek(2).lower === 'nulls' ? 3 : 1;
    const open = this.#index + mode;
    if (this.#tokens[open]?.text !== '(') return false;
    const close = closingIndex(this.#tokens, open);
    for (let i = open + 1; i < close; i++) {
      const lower = this.#tokens[i]?.lower ?? '';
      if (lower === 'for' || lower === 'in') this.#edits.set(i, { text: lower.toUpperCase(), next: i + 1 });
    }
    const words = mode === 1 ? 'UNPIVOT' : `UNPIVOT ${this.#peek(1).text.toUpperCase()} NULLS`;
    this.#emit(words, 'unpivot', false, mode);
    return true;
  }

  /** `PIVOT (aggregates FOR column IN (values))`. */
  #pivot(): boolean {
    const open = this.#index + 1;
    if (this.#tokens[open]?.text !== '(') return false;
    const close = closingIndex(this.#tokens, open);
    const at = findAtDepth(this.#tokens, open + 1, ({ lower, kind }) => kind === 'word' && lower === 'for');
    if (at >= close) return false;
    this.#edits.set(at, { text: 'FOR', next: at + 1 });
    const within = findAtDepth(this.#tokens, at + 1, ({ lower }) => lower === 'in');
    if (within < close) this.#edits.set(within, { text: 'IN', next: within + 1 });
    this.#emit('PIVOT', 'pivot', false);
    return true;
  }

  /** Calls with a syntax of their own: CAST, EXTRACT, TRIM and their kin. */
  #callWord(token: Token, context: WordContext): boolean {
    if (context.after !== '(') return false;
    if (token.lower === 'cast' || token.lower === 'try_cast') {
      const as = this.#lastAs(this.#index + 1);
      const close = closingIndex(this.#tokens, this.#index + 1);
      if (as === undefined) return false;
      if (as + 1 >= close)
        throw syntaxError(this.#sql, this.#tokens[close]?.start ?? 0, this.#tokens[close]?.text ?? '');
      this.#edits.set(as, { text: `AS ${this.#type(as + 1, close)}`, next: close });
      this.#emit(token.text.toUpperCase(), token.lower, false);
      return true;
    }
    if (token.lower === 'identifier' && this.#identifier()) return true;
    const form = specialForm(this.#tokens, this.#index);
    if (form === undefined) return false;
    for (const [at, text] of form.edits) this.#edits.set(at, { text, next: at + 1 });
    this.#name(form.name);
    return true;
  }

  /** `IDENTIFIER('a.b')`: the name that the text is. */
  #identifier(): boolean {
    const close = closingIndex(this.#tokens, this.#index + 1);
    const parts = this.#tokens.slice(this.#index + 2, close);
    const isText = parts.every(({ kind, text }, i) => (i % 2 === 0 ? kind === 'string' : text === '||'));
    if (parts.length === 0 || !isText) return false;
    const text = parts.map((part) => (part.kind === 'string' ? stringValue(part.text) : '')).join('');
    const names = tokenize(text).filter(({ kind, text: dot }) => kind !== 'end' && dot !== '.');
    const last = names.length - 1;
    for (const [i, name] of names.entries()) {
      const placeholder = `i${this.#names.push(name.kind === 'quoted' ? quotedName(name.text) : name.text) - 1}`;
      this.#emit(
        i < last ? `${placeholder} .` : placeholder,
        i < last ? '.' : '',
        i === last,
        i < last ? 0 : close + 1 - this.#index,
      );
    }
    return true;
  }

  #lastAs(open: number): number | undefined {
    let found: number | undefined;
    const close = closingIndex(this.#tokens, open);
    const isAs = ({ kind, lower }: Token): boolean => kind === 'word' && lower === 'as';
    for (let at = open; at < close; at = findAtDepth(this.#tokens, at + 1, isAs)) if (at > open) found = at;
    return found;
  }

  #result(prefix: string): ShieldedSql {
    const ends: { readonly end: number; readonly token: Token }[] = [];
    let text = prefix;
    for (const piece of this.#output) {
      text += `${text === '' ? '' : ' '}${piece.text}`;
      ends.push({ end: text.length, token: piece.token });
    }
    const endToken = this.#tokens.at(-1) ?? this.#peek();
    return {
      text,
      names: this.#names,
      literals: this.#literals,
      types: this.#types,
      watermarks: this.#watermarks,
      tokens: this.#tokens,
      tokenAt: (offset) => ends.find(({ end }) => offset < end)?.token ?? endToken,
    };
  }
}
