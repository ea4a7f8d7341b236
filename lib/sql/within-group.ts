import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, literal } from '../expression/expr.ts';
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
  const [order, second] = body.order_by.map((item) => sortOrderExpr(item, c));
  if (order === undefined) throw unsupportedSql('WITHIN GROUP without ORDER BY');
  const isDescending = order.direction === 'desc';
  if (name === 'listagg' || name === 'string_agg')
    throw unsupportedSql(`${name} WITHIN GROUP`, 'Collect and sort: array_join(sort_array(collect_list(x)), …).');
  if (name === 'mode')
    throw unsupportedSql(
      'mode WITHIN GROUP',
      'Write mode(x), which leaves it open which of equally frequent values it gives.',
    );
  if (!PERCENTILES.has(name))
    throw new AnalysisError('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', {
      prettyName: name,
      syntax: 'WITHIN GROUP (ORDER BY ...)',
    });
  if (second !== undefined)
    throw new AnalysisError('INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS', {
      funcName: `\`${name}\``,
      expectedNum: 1,
      actualNum: body.order_by.length,
    });
  return call(name, [order.child, ...inner.args, literal(isDescending, BooleanType)], inner);
}

const PERCENTILES: ReadonlySet<string> = new Set(['percentile_cont', 'percentile_disc']);
