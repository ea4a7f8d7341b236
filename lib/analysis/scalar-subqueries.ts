import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, alias, type Call, call, caseWhen, type Expr, literal } from '../expression/expr.ts';
import { resolveCall } from '../expression/function-registry.ts';
import { transformDown } from '../expression/traverse.ts';
import { typeOf } from '../expression/type-of.ts';
import { type Aggregate, join, type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { BooleanType } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { joinConjuncts } from './conjuncts.ts';
import { decorrelate } from './decorrelate.ts';
import { isAggregateCall } from './functions.ts';

/**
 * The value of a correlated scalar subquery as a column: a left join with the subquery, grouped by what ties it to the outer row. Where the
 * subquery is an aggregate over all its rows, an outer row without partners gets the aggregate of no rows: `count(*)` is 0 there, not null.
 */
export function joinScalar(
  left: LogicalPlan,
  subquery: LogicalPlan,
  analyzer: Analyzer,
): { readonly plan: LogicalPlan; readonly value: Expr } {
  const { plan, predicates } = decorrelate(subquery);
  const [value] = outputOf(plan);
  if (value === undefined) throw new AnalysisError('INTERNAL_ERROR', { message: 'A scalar subquery has no column.' });
  const empty = valueOfNoRows(subquery, value);
  const marker = alias(literal(true, BooleanType), 'alwaysTrue', analyzer.nextExprId());
  const right = empty === undefined ? plan : project([...outputOf(plan), marker], plan);
  const joined = join({
    left,
    right,
    joinType: 'leftOuter',
    condition: joinConjuncts(predicates),
    variant: 'scalar',
  });
  const columns = outputOf(joined);
  const column = columns.find((a) => a.exprId === value.exprId) ?? value;
  const found = columns.find((a) => a.exprId === marker.exprId);
  if (empty === undefined || found === undefined) return { plan: joined, value: column };
  return { plan: joined, value: orWhenMissing(column, found, empty, analyzer) };
}

function orWhenMissing(column: Expr, found: AttributeReference, empty: Expr, { evaluation }: Analyzer): Expr {
  return caseWhen([{ condition: resolveCall(call('isnull', [found]), evaluation), value: empty }], column);
}

/** What a subquery over all its rows gives for no rows; undefined where that is null anyway. */
function valueOfNoRows(plan: LogicalPlan, value: AttributeReference): Expr | undefined {
  const source = globalAggregate(plan);
  const result = source?.aggregateExprs.find((expr) => expr.kind === 'Alias' && expr.exprId === value.exprId);
  if (result?.kind !== 'Alias') return undefined;
  const empty = transformDown(result.child, (part) => (isAggregateCall(part) ? valueOfNone(part) : undefined));
  return empty.kind === 'Literal' && empty.value === null ? undefined : empty;
}

const COUNTS: readonly string[] = ['count', 'count_if', 'approx_count_distinct', 'regr_count'];
const valueOfNone = (aggregate: Call): Expr => literal(COUNTS.includes(aggregate.name) ? '0' : null, typeOf(aggregate));

/** The aggregate over all rows that a subquery is, under projections of plain columns. */
function globalAggregate(plan: LogicalPlan): Aggregate | undefined {
  if (plan.kind === 'SubqueryAlias') return globalAggregate(plan.child);
  return plan.kind === 'Aggregate' && plan.groupingExprs.length === 0 ? plan : undefined;
}
