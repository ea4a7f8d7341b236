import { type AttributeReference, alias, type Expr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { mapChildren } from '../expression/traverse.ts';
import { type LogicalPlan, project } from '../plan/logical-plan.ts';
import { attributeOf, outputOf } from '../plan/output.ts';
import type { Analyzer } from './analyzer.ts';
import { isAggregateCall } from './functions.ts';
import { semanticKey } from './semantic-key.ts';

/** An aggregation over plain grouping columns. */
export interface GroupByColumns {
  /** By position of the grouping expression; an expression that comes twice has one column. */
  readonly grouping: readonly AttributeReference[];
  readonly results: readonly Expr[];
  readonly child: LogicalPlan;
}

/** Computes grouping expressions below the aggregate, so that it groups by columns only, and puts the columns into the results. */
export function groupByColumns(
  grouping: readonly Expr[],
  results: readonly Expr[],
  child: LogicalPlan,
  analyzer: Analyzer,
): GroupByColumns {
  const columns = new Map<string, AttributeReference>();
  const computed: Expr[] = [];
  const keys = grouping.map((expr) => {
    const known = columns.get(semanticKey(expr));
    if (known !== undefined) return known;
    const column = expr.kind === 'AttributeReference' ? expr : computedColumn(expr, computed, analyzer);
    columns.set(semanticKey(expr), column);
    return column;
  });
  const source = computed.length === 0 ? child : project([...outputOf(child), ...computed], child);
  return { grouping: keys, results: results.map((expr) => withColumns(expr, columns)), child: source };
}

function computedColumn(expr: Expr, computed: Expr[], analyzer: Analyzer): AttributeReference {
  const named = alias(expr, nameOf(expr), analyzer.nextExprId());
  computed.push(named);
  const column = attributeOf(named);
  if (column === undefined) throw new Error('an alias with an id has an attribute');
  return column;
}

/** Grouping expressions inside a result are replaced by their columns, from the outside in; arguments of aggregates stay as they are. */
export function withColumns(expr: Expr, columns: ReadonlyMap<string, AttributeReference>): Expr {
  if (isAggregateCall(expr)) return expr;
  const column = columns.get(semanticKey(expr));
  if (column !== undefined) return expr.kind === 'AttributeReference' ? expr : column;
  return mapChildren(expr, (child) => withColumns(child, columns));
}
