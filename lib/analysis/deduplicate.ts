import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference, Expr } from '../expression/expr.ts';
import { type Deduplicate, deduplicate, type LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { Analyzer } from './analyzer.ts';
import { refuseMaps } from './map-columns.ts';
import { sameName } from './quote.ts';

/** `dropDuplicates(…)`: keys are top-level columns; none means all. */
export function resolveDeduplicate(plan: Deduplicate, _: Analyzer): LogicalPlan {
  const columns = outputOf(plan.child);
  const keys = plan.keys.length === 0 ? columns : plan.keys.flatMap((key) => columnsFor(key, plan));
  const distinct = keys.filter((key, i) => keys.findIndex((other) => other.exprId === key.exprId) === i);
  if (!plan.withinWatermark) refuseMaps(distinct);
  return deduplicate(distinct, plan.child, plan.withinWatermark);
}

function columnsFor(key: Expr, plan: Deduplicate): readonly AttributeReference[] {
  const columns = outputOf(plan.child);
  if (key.kind === 'AttributeReference') return [key];
  const name = key.kind === 'UnresolvedAttribute' ? key.nameParts.join('.') : '';
  const found = columns.filter((column) => sameName(column.name, name));
  if (found.length > 0) return found;
  throw new AnalysisError('UNRESOLVED_COLUMN_AMONG_FIELD_NAMES', {
    colName: name,
    fieldNames: columns.map((column) => column.name).join(', '),
  });
}
