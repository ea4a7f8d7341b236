import { ParseError } from '../errors/index.ts';
import type { Expr } from '../expression/expr.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { Statement } from '../plan/statement.ts';
import { type Ast, bodyIf } from './ast.ts';
import { type Conversion, lookups } from './conversion.ts';
import { convertExpression } from './convert-expression.ts';
import { convertQuery, isQuery } from './convert-query.ts';
import { startsQuery } from './keywords.ts';
import { bindParameters, type SqlArguments } from './parameters.ts';
import { parsePipe, pipeParts } from './pipe.ts';
import { shieldSql } from './shield/shield-sql.ts';
import type { ShieldedSql } from './shield/shielding.ts';
import { syntaxError } from './sql-error.ts';
import { parseCommand } from './statement.ts';
import type { Windows } from './window-clause.ts';

/** Spark SQL text to unresolved nodes. Errors are ParseErrors with line and position. */
export interface SqlParser {
  /** A query: SELECT, VALUES, UNION, WITH; `args` are what its markers (`:name`, `?`) stand for. */
  parseQuery(sql: string, args?: SqlArguments): LogicalPlan;
  /** A query, or a command: CREATE TEMP VIEW, DROP VIEW, SHOW, DESCRIBE, SET, RESET, EXPLAIN. */
  parseStatement(sql: string, args?: SqlArguments): Statement;
  /** An expression or an item of a select list: `a + 1`, `CAST(k AS STRING) AS key`, `*`, `to_json(struct(*)) AS value`. */
  parseExpression(sql: string): Expr;
}

type Sdk = Pick<typeof import('@polyglot-sql/sdk'), 'parse' | 'Dialect'>;

/**
 * Loads the parser. It is 22 MB and takes 0.4 s, so only texts that are not in a stored plan may ask for it: a deployed query never does.
 */
export async function loadSqlParser(): Promise<SqlParser> {
  const sdk: Sdk = await import('@polyglot-sql/sdk');
  return Object.freeze({
    parseQuery: (sql: string, args: SqlArguments = {}) => parseQuery(bindParameters(sql, args), sdk),
    parseStatement: (sql: string, args: SqlArguments = {}) => parseStatement(sql, args, sdk),
    parseExpression: (sql: string) => parseExpression(bindParameters(sql, {}), sdk),
  });
}

function parseStatement(sql: string, args: SqlArguments, sdk: Sdk): Statement {
  // The value of SET is no SQL: nothing is put into it.
  const text = /^\s*set\s/i.test(sql) ? sql : bindParameters(sql, args);
  const query = (part: string): LogicalPlan => parseQuery(part, sdk);
  return parseCommand(text, query) ?? { kind: 'Query', plan: query(text) };
}

function parseQuery(sql: string, sdk: Sdk): LogicalPlan {
  const parts = pipeParts(sql);
  return parts.length === 1 ? parsePlain(sql, sdk) : parsePipe(parts, (part) => parsePlain(part, sdk));
}

function parsePlain(sql: string, sdk: Sdk): LogicalPlan {
  const shielded = shieldSql(sql);
  const first = shielded.tokens[0];
  if (first !== undefined && first.kind !== 'end' && !startsQuery(first.lower)) {
    throw syntaxError(sql, first.start, first.text);
  }
  const node = parseShielded(sql, shielded, sdk);
  if (!isQuery(node)) throw unexpectedAt(sql, shielded, 0);
  return conversionOf(shielded, sdk).query(node);
}

function parseExpression(sql: string, sdk: Sdk): Expr {
  const shielded = shieldSql(sql, 'SELECT');
  const select = bodyIf(parseShielded(sql, shielded, sdk), 'select');
  const item = select?.expressions[0];
  if (select === undefined || item === undefined) throw unexpectedAt(sql, shielded, 0);
  const extra = shielded.tokens.find(({ lower }, i) => i > 0 && endsExpression(select).includes(lower));
  if (extra !== undefined) throw syntaxError(sql, extra.start, extra.text);
  return conversionOf(shielded, sdk).expr(item);
}

/** Words that stand after the expression, where the text went on as a query. */
function endsExpression(select: NonNullable<ReturnType<typeof bodyIf<'select'>>>): readonly string[] {
  const words: readonly (readonly [string, boolean])[] = [
    [',', select.expressions.length > 1],
    ['from', select.from !== null],
    ['where', select.where_clause !== null],
    ['group', select.group_by !== null],
    ['having', select.having !== null],
    ['order', select.order_by !== null],
    ['limit', select.limit !== null],
    ['offset', select.offset !== null],
  ];
  return words.filter(([, present]) => present).map(([word]) => word);
}

function conversionOf(shielded: ShieldedSql, sdk: Sdk, windows: Windows = new Map()): Conversion {
  const conversion: Conversion = {
    ...lookups(shielded),
    expr: (node) => convertExpression(node, conversion),
    query: (node) => convertQuery(node, conversion),
    parseExpression: (sql) => parseExpression(sql, sdk),
    windows,
    withWindows: (named) => conversionOf(shielded, sdk, named),
  };
  return conversion;
}

function parseShielded(sql: string, shielded: ShieldedSql, sdk: Sdk): Ast {
  const { text, tokens } = shielded;
  if (tokens[0]?.kind === 'end') throw new ParseError('PARSE_EMPTY_STATEMENT');
  const result = sdk.parse(text, sdk.Dialect.Spark);
  if (!result.success) throw unexpectedAt(sql, shielded, faultOffset(text, result));
  const [node, ...more] = result.ast;
  if (node === undefined || more.length > 0) throw unexpectedAt(sql, shielded, text.length);
  return node;
}

/** The parser reports the last token it has read: where that is the last of all, the end was not expected. */
function faultOffset(
  text: string,
  fault: { readonly error?: string | null; readonly errorStart?: number; readonly errorEnd?: number },
): number {
  const { error, errorStart = text.length, errorEnd = 0 } = fault;
  const namesToken = /got \w+ \('[^']+'\)|Invalid expression/.test(error ?? '');
  return errorEnd >= text.length && !namesToken ? text.length : errorStart;
}

function unexpectedAt(sql: string, shielded: ShieldedSql, offset: number): ParseError {
  const token = shielded.tokenAt(offset);
  return syntaxError(sql, token.start, token.text);
}
