import { duckDbType, quoteString } from '../duckdb-sql.ts';
import type { Call, Expr } from '../expr.ts';
import type { AggregateRecord } from '../function-record.ts';
import { checkOrder } from '../mismatch.ts';
import { orderKey } from '../order-key.ts';
import { typeOf } from '../type-of.ts';
import { ANY, STRING_OR_BINARY } from '../type-rule.ts';
import { directionsOf, LISTAGG, MODE } from '../within-group.ts';
import { typeAt } from './arguments.ts';
import { aggregate } from './define.ts';
import { also } from './distinct.ts';
import { checkDelimiter, joinedValues } from './listagg.ts';

/** What the rows are ordered by as one value that orders by itself. */
function sortKey(keys: readonly string[], expr: Call): string {
  const directions = directionsOf(expr);
  const parts = keys.map((key, i) => `${orderKey(key, typeAt(expr.args, i + 3))}, ${quoteString(directions[i] ?? '')}`);
  return `create_sort_key(${parts.join(', ')})`;
}

/** The values by their order; each once if the call is DISTINCT, whose order is that of the values. */
function sortedValues(buffer: string, { distinct }: Call): string {
  const once = `list_distinct(list_transform(${buffer}, lambda e: struct_pack(k := struct_extract(e, 'k'), v := struct_extract(e, 'v'))))`;
  return `list_transform(list_sort(${distinct ? once : buffer}), lambda e: struct_extract(e, 'v'))`;
}

/** Aggregates whose WITHIN GROUP says in what order they take the rows. */
export const withinGroupAggregates: readonly AggregateRecord[] = [
  aggregate([LISTAGG, 'listagg(expr[, delimiter]) WITHIN GROUP (ORDER BY …)', 'The values in an order.'], {
    params: [STRING_OR_BINARY, STRING_OR_BINARY, ANY],
    rest: ANY,
    refine: (args) => {
      for (let place = 3; place < args.length; place++) checkOrder('sortorder', args, typeAt(args, place));
      return checkDelimiter(args);
    },
    returns: (args) => typeAt(args, 0),
    buffers: (expr) => [`STRUCT(k BLOB, o BIGINT, v ${duckDbType(typeAt(expr.args, 0))})[]`],
    update: (args, expr, { filter, ordinal }) => {
      const [x, , , ...keys] = args;
      const row = `struct_pack(k := ${sortKey(keys, expr)}, o := ${ordinal}, v := ${x})`;
      return [`list(${row})${also(filter, `${x} IS NOT NULL`)}`];
    },
    merge: ([b]) => [`flatten(list(${b}))`],
    finalize: ([b], expr) => joinedValues(sortedValues(b, expr), b, expr),
  }),
  aggregate([MODE, 'mode() WITHIN GROUP (ORDER BY expr)', 'The first of the most frequent values.'], {
    params: [ANY, ANY],
    refine: (args) => {
      checkOrder('sortorder', args, typeAt(args, 0));
      return args;
    },
    returns: (args) => typeAt(args, 0),
    buffers: (expr) => [`${duckDbType(typeAt(expr.args, 0))}[]`],
    update: ([x], _, { filter }) => [`list(${x})${also(filter, `${x} IS NOT NULL`)}`],
    merge: ([b]) => [`flatten(list(${b}))`],
    finalize: ([b], expr) => {
      const [value, flag] = expr.args;
      const wantsLargest = flag?.kind === 'Literal' && flag.value === true;
      const key = orderKey(`struct_extract(e, 'key')`, typeOf(value as Expr));
      const count = `CAST(struct_extract(e, 'value') AS BIGINT)`;
      const ranked = `struct_pack(c := ${wantsLargest ? count : `- ${count}`}, k := ${key}, v := struct_extract(e, 'key'))`;
      const rows = `list_transform(map_entries(list_aggregate(${b}, 'histogram')), lambda e: ${ranked})`;
      const first = `list_extract(${wantsLargest ? 'list_reverse_sort' : 'list_sort'}(${rows}), 1)`;
      return `CASE WHEN len(${b}) > 0 THEN struct_extract(${first}, 'v') END`;
    },
  }),
];
