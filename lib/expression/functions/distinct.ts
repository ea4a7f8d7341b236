import type { DataType } from '../../types/data-type.ts';
import { duckDbType } from '../duckdb-sql.ts';
import type { Call, Expr } from '../expr.ts';
import type { AggregateRecord, UpdateContext } from '../function-record.ts';
import { typeOf } from '../type-of.ts';

type Kind = 'count' | 'sum' | 'avg';

/** The distinct values seen so far: one column, or a struct of several in which no field is null. */
function distinctSql(args: readonly string[], filter: string): string {
  const [only, ...more] = args;
  if (only !== undefined && more.length === 0) return `list(DISTINCT ${only})${also(filter, `${only} IS NOT NULL`)}`;
  const tuple = `struct_pack(${args.map((arg, i) => `c${i} := ${arg}`).join(', ')})`;
  return `list(DISTINCT ${tuple})${also(filter, args.map((a) => `${a} IS NOT NULL`).join(' AND '))}`;
}

/** A FILTER clause with one more condition. */
export const also = (filter: string, condition: string): string =>
  filter === '' ? ` FILTER (WHERE ${condition})` : `${filter.slice(0, -1)} AND ${condition})`;

function elementType(args: readonly Expr[]): string {
  const types = args.map((arg): DataType => typeOf(arg));
  const [only, ...more] = types;
  if (only !== undefined && more.length === 0) return duckDbType(only);
  return `STRUCT(${types.map((type, i) => `c${i} ${duckDbType(type)}`).join(', ')})`;
}

/** The same aggregate when called with DISTINCT: the buffer is the list of distinct values, and the value is worked out of it. */
export function withDistinct(record: AggregateRecord, kind: Kind): AggregateRecord {
  return Object.freeze({
    ...record,
    buffers: (call: Call) => (call.distinct ? [`${elementType(call.args)}[]`] : record.buffers(call)),
    update: (args: readonly string[], call: Call, context: UpdateContext) =>
      call.distinct ? [distinctSql(args, context.filter)] : record.update(args, call, context),
    merge: (buffers: readonly string[], call: Call, position?: string) =>
      call.distinct ? [`list_distinct(flatten(list(${buffers[0]})))`] : record.merge(buffers, call, position),
    finalize: (buffers: readonly string[], call: Call, context: Parameters<AggregateRecord['finalize']>[2]) => {
      if (!call.distinct) return record.finalize(buffers, call, context);
      const count = `coalesce(len(${buffers[0]}), 0)`;
      if (kind === 'count') return count;
      const sum = `list_sum(${buffers[0]})`;
      return record.finalize(kind === 'sum' ? [sum, 'false'] : [sum, count], call, context);
    },
  });
}
