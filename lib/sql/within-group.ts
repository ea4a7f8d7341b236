import { AnalysisError } from '../errors/index.ts';
import { type Call, call, type Expr, literal, type SortOrder } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { orderedListagg, orderedMode } from '../expression/within-group.ts';
import { BooleanType } from '../types/data-type.ts';
import type { Body } from './ast.ts';
import type { Conversion } from './conversion.ts';
import { sortOrderExpr } from './sort-order.ts';
import { unsupportedSql } from './sql-error.ts';

/** `percentile_cont(p) WITHIN GROUP (ORDER BY x DESC)`: the ordered expression comes first, then the argument, then whether it is upside down. */
export function convertWithinGroup(body: Body<'within_group'>, c: Conversion): Expr {
  const inner = c.expr(body.this);
  if (inner.kind !== 'Call') throw unsupportedSql('WITHIN GROUP');
  const name = inner.name.toLowerCase();
  const orders = body.order_by.map((item) => sortOrderExpr(item, c));
  const [order] = orders;
  if (order === undefined) throw unsupportedSql('WITHIN GROUP without ORDER BY');
  if (name === 'listagg' || name === 'string_agg') return listagg(inner, orders);
  if (name !== 'mode' && !PERCENTILES.has(name))
    throw new AnalysisError('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', {
      prettyName: name,
      syntax: 'WITHIN GROUP (ORDER BY ...)',
    });
  const expectedNum = name === 'mode' && inner.args.length > 0 ? 0 : 1;
  if (orders.length !== expectedNum)
    throw new AnalysisError('INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS', {
      funcName: `\`${name}\``,
      expectedNum,
      actualNum: orders.length,
    });
  const isDescending = order.direction === 'desc';
  if (name === 'mode') return orderedMode(order.child, isDescending, inner);
  return call(name, [order.child, ...inner.args, literal(isDescending, BooleanType)], inner);
}

const PERCENTILES: ReadonlySet<string> = new Set(['percentile_cont', 'percentile_disc']);

/** With DISTINCT the order has to be that of the values: of them, or of what they are cast from. */
function listagg(inner: Call, orders: readonly SortOrder[]): Expr {
  const [value] = inner.args;
  if (inner.distinct && value !== undefined) {
    const keys = orders.map(({ child }) => nameOf(child).toLowerCase());
    const known = [value, ...(value.kind === 'Cast' ? [value.child] : [])].map((expr) => nameOf(expr).toLowerCase());
    if (keys.length !== 1 || !known.includes(keys[0] ?? ''))
      throw new AnalysisError('INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT', {
        funcName: '`listagg`',
        funcArg: `"${nameOf(value)}"`,
        orderingExpr: orders.map(({ child }) => `"${nameOf(child)}"`).join(', '),
      });
  }
  return orderedListagg(inner, orders);
}
