import { ExecutionError } from '../../errors/index.ts';
import type { DataType } from '../../types/data-type.ts';
import { quoteIdentifier } from '../duckdb-sql.ts';
import { type Call, call, type Expr, type FrameBound, type WindowExpr } from '../expr.ts';
import type { AggregateRecord, PrintContext } from '../function-record.ts';
import { lookupFunction } from '../function-registry.ts';
import { typeOf } from '../type-of.ts';
import { frameOf, hasOffset } from './window-frames.ts';
import { constantNumber } from './window-text.ts';

type Print = (expr: Expr) => string;

/** A window function as SQL: a column to be computed over the rows, and the value that is made of it row by row. */
export interface WindowSql {
  readonly column: string;
  readonly value: (column: string) => string;
}

/** Functions DuckDB has as they are. */
const NATIVE: Readonly<Record<string, string>> = Object.freeze({
  any_value: 'first_value',
  cume_dist: 'cume_dist',
  dense_rank: 'dense_rank',
  first: 'first_value',
  first_value: 'first_value',
  lag: 'lag',
  last: 'last_value',
  last_value: 'last_value',
  lead: 'lead',
  nth_value: 'nth_value',
  ntile: 'ntile',
  percent_rank: 'percent_rank',
  rank: 'rank',
  row_number: 'row_number',
});
const FIRST_LAST: ReadonlySet<string> = new Set(['any_value', 'first', 'first_value', 'last', 'last_value']);
const ORDINAL = '__ordinal';

/** How DuckDB computes a resolved window function. Aggregates it has no windowed form for are made of a list of the rows of the frame. */
export function windowSql(expr: WindowExpr, print: Print, context: PrintContext): WindowSql {
  const over = ` OVER ${specSql(expr, print)}`;
  const type = expr.dataType;
  const native = NATIVE[expr.name];
  if (native !== undefined) {
    const flag = FIRST_LAST.has(expr.name) ? expr.args[1] : undefined;
    const args = (flag === undefined ? expr.args : expr.args.slice(0, 1)).map(print).join(', ');
    const ignores = expr.ignoreNulls || (flag?.kind === 'Literal' && flag.value === true);
    const nulls = ignores && args !== '' ? ' IGNORE NULLS' : '';
    const filter = expr.filter === undefined ? '' : ` FILTER (WHERE ${print(expr.filter)})`;
    return { column: asType(`${native}(${args}${nulls})${filter}${over}`, type), value: (column) => column };
  }
  const record = lookupFunction(expr.name);
  if (record?.kind !== 'aggregate')
    throw new ExecutionError('INTERNAL_ERROR', { message: `${expr.name} is no window function.` });
  return aggregateSql(expr, record, over, print, context);
}

/** Ranks are BIGINT in DuckDB and INT in Spark. */
const asType = (sql: string, type: DataType | undefined): string =>
  type?.kind === 'integer' ? `CAST(${sql} AS INTEGER)` : sql;

function aggregateSql(
  expr: WindowExpr,
  record: AggregateRecord,
  over: string,
  print: Print,
  context: PrintContext,
): WindowSql {
  const { name, filter, ignoreNulls, dataType } = expr;
  const plain: Call = call(name, expr.args, { filter, ignoreNulls, dataType });
  const filterSql = filter === undefined ? '' : ` FILTER (WHERE ${print(filter)})`;
  const update = record.update(expr.args.map(print), plain, { ...context, filter: filterSql, ordinal: ORDINAL });
  if (update.every(isOneAggregate)) {
    const windowed = update.map((sql) => `${sql}${over}`);
    return { column: record.finalize(windowed, plain, context), value: (column) => column };
  }
  const fields = [...expr.args, ...(filter === undefined ? [] : [filter])];
  const packed = fields.map((field, i) => `c${i} := ${print(field)}`).join(', ');
  const read = fields.map((_, i) => `struct_extract(__row, 'c${i}')`);
  const rowFilter = filter === undefined ? '' : ` FILTER (WHERE ${read.at(-1)})`;
  const buffers = record
    .update(read.slice(0, expr.args.length), plain, { ...context, filter: rowFilter, ordinal: ORDINAL })
    .map((sql, i) => `${sql} AS b${i}`);
  const names = buffers.map((_, i) => `b${i}`);
  const value = (column: string): string =>
    `(SELECT ${record.finalize(names, plain, context)} FROM (SELECT ${buffers.join(', ')} FROM ` +
    `(SELECT unnest(${column}) AS __row, unnest(range(len(${column}))) AS ${ORDINAL})))`;
  return { column: `coalesce(list(struct_pack(${packed}))${over}, [])`, value };
}

const PLAIN_AGGREGATE = /^(avg|bit_and|bit_or|bit_xor|bool_and|bool_or|count|max|min|sum)\(/;

/** Whether the SQL is one aggregate, with or without a filter, so that OVER may follow, and needs no order of arrival. */
function isOneAggregate(sql: string): boolean {
  const open = PLAIN_AGGREGATE.exec(sql)?.[0].length;
  if (open === undefined || sql.includes(ORDINAL) || sql.includes('DISTINCT')) return false;
  let depth = 1;
  let at = open;
  for (; at < sql.length && depth > 0; at++) depth += sql[at] === '(' ? 1 : sql[at] === ')' ? -1 : 0;
  const rest = sql.slice(at);
  return rest === '' || /^ FILTER \(WHERE .*\)$/s.test(rest);
}

const EPOCH = "DATE '1970-01-01'";

/** The window behind OVER. Times that a frame counts from are numbers there, unless it counts months. */
function specSql(expr: WindowExpr, print: Print): string {
  const frame = frameOf(expr);
  const offset = frame.lower.offset ?? frame.upper.offset;
  const byValue = frame.unit === 'range' && offset !== undefined;
  const order = expr.orderBy.map((item) => {
    const key = print(item.child);
    const sortKey = byValue ? rangeKey(key, typeOf(item.child), typeOf(offset)) : key;
    return `${sortKey} ${item.direction.toUpperCase()} NULLS ${item.nulls.toUpperCase()}`;
  });
  const parts = [
    expr.partitionBy.length === 0 ? '' : `PARTITION BY ${expr.partitionBy.map(print).join(', ')}`,
    order.length === 0 ? '' : `ORDER BY ${order.join(', ')}`,
    order.length === 0 && !byValue && frame.unit === 'range'
      ? ''
      : `${frame.unit.toUpperCase()} BETWEEN ${boundSql(frame.lower, print, typeOfOrder(expr))} AND ${boundSql(frame.upper, print, typeOfOrder(expr))}`,
  ];
  return `(${parts.filter((part) => part !== '').join(' ')})`;
}

const typeOfOrder = ({ orderBy: [first] }: WindowExpr): DataType | undefined =>
  first === undefined ? undefined : typeOf(first);

function rangeKey(key: string, type: DataType, offset: DataType): string {
  if (offset.kind === 'yearMonthInterval') return `CAST(${key} AS TIMESTAMP)`;
  if (type.kind === 'date') return `date_diff('day', ${EPOCH}, ${key})`;
  return type.kind === 'timestamp' || type.kind === 'timestamp_ntz' ? `epoch_us(${key})` : key;
}

/** DuckDB takes no negative offsets: the side changes instead. */
function boundSql(bound: FrameBound, print: Print, order: DataType | undefined): string {
  const { side, offset } = bound;
  if (side === 'current') return 'CURRENT ROW';
  if (offset === undefined || !hasOffset(bound)) return `UNBOUNDED ${side.toUpperCase()}`;
  const value = constantNumber(offset);
  const [shown, to] =
    value !== undefined && value < 0
      ? [`(- ${print(offset)})`, side === 'preceding' ? 'FOLLOWING' : 'PRECEDING']
      : [print(offset), side.toUpperCase()];
  return `${offsetSql(shown, typeOf(offset), order)} ${to}`;
}

function offsetSql(sql: string, type: DataType, order: DataType | undefined): string {
  if (type.kind === 'yearMonthInterval') return `to_months(${sql})`;
  if (type.kind === 'dayTimeInterval' && order?.kind === 'date') return `(${sql} // 86400000000)`;
  return sql;
}

/** The column a window function is computed into before its value is made of it. */
export const windowColumn = (index: number): string => quoteIdentifier(`__window${index}`);
