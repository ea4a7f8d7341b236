import { type SortOrder, sortOrder } from '../expression/expr.ts';
import type { OrderedAst } from './ast.ts';
import type { Conversion } from './conversion.ts';

/** One item of ORDER BY, with Spark's defaults: ascending, nulls first; descending, nulls last. */
export function sortOrderExpr(item: OrderedAst, c: Conversion): SortOrder {
  const direction = item.desc ? 'desc' : 'asc';
  const child = c.expr(item.this);
  if (item.nulls_first === null || item.nulls_first === undefined) return sortOrder(child, direction);
  return sortOrder(child, direction, item.nulls_first ? 'first' : 'last');
}
