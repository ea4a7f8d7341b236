import { type AttributeReference, attributeReference, type Expr, unresolvedAttribute } from '../expression/expr.ts';
import * as expressions from '../expression/traverse.ts';
import { nameOf, typeOf } from '../expression/type-of.ts';
import { type DataType, simpleString } from '../types/data-type.ts';
import type { JoinType, LogicalPlan } from './logical-plan.ts';
import { childrenOf, expressionsOf, planOfSubquery } from './traverse.ts';

/**
 * A plan as a tree in Spark's look, ending in a line break:
 * ```
 * Aggregate [k#1], [k#1, count(1) AS n#3L]
 * +- Filter (v#2 > 0)
 *    +- StreamingRelation rate, [k#1, v#2]
 * ```
 */
export const explainPlan = (plan: LogicalPlan): string => `${treeLines(plan).join('\n')}\n`;

function treeLines(plan: LogicalPlan): readonly string[] {
  const children = childrenOf(plan);
  const subqueries = subqueriesOf(plan).map(treeLines);
  const gutter = children.length === 0 ? '   ' : ':  ';
  return [
    nodeText(plan),
    ...subqueries.flatMap((lines, i) => branch(lines, i === subqueries.length - 1).map((line) => gutter + line)),
    ...children.flatMap((child, i) => branch(treeLines(child), i === children.length - 1)),
  ];
}

const branch = (lines: readonly string[], isLast: boolean): readonly string[] =>
  lines.map((line, i) => (i === 0 ? (isLast ? '+- ' : ':- ') : isLast ? '   ' : ':  ') + line);

const subqueriesOf = (plan: LogicalPlan): readonly LogicalPlan[] =>
  expressionsOf(plan)
    .flatMap((expr) => expressions.collect(expr, (part) => part.kind === 'SubqueryExpr'))
    .map(planOfSubquery);

const JOIN_NAMES: Record<JoinType, string> = {
  inner: 'Inner',
  cross: 'Cross',
  leftOuter: 'LeftOuter',
  rightOuter: 'RightOuter',
  fullOuter: 'FullOuter',
  leftSemi: 'LeftSemi',
  leftAnti: 'LeftAnti',
};

type Printers = { readonly [K in LogicalPlan['kind']]: (plan: Extract<LogicalPlan, { readonly kind: K }>) => string };

const PRINTERS: Printers = {
  UnresolvedRelation: (plan) => `'UnresolvedRelation [${plan.nameParts.join(', ')}]`,
  StreamingRelation: (plan) => `StreamingRelation ${plan.format}, ${listText(plan.output)}`,
  StaticRelation: (plan) => `Relation ${listText(plan.output)} ${plan.format}`,
  LocalRelation: (plan) => `LocalRelation ${listText(plan.output)}`,
  SubqueryAlias: (plan) =>
    `SubqueryAlias ${plan.name}${plan.columnNames.length === 0 ? '' : ` [${plan.columnNames.join(', ')}]`}`,
  With: (plan) => `CTE [${plan.ctes.map((cte) => cte.name).join(', ')}]`,
  Project: (plan) => `Project ${listText(plan.projectList)}`,
  Filter: (plan) => `Filter ${exprText(plan.condition)}`,
  Pivot: (plan) => `Pivot ${listText(plan.columns)}, ${listText(plan.aggregates)}`,
  Aggregate: (plan) => `Aggregate ${listText(plan.groupingExprs)}, ${listText(plan.aggregateExprs)}`,
  Expand: (plan) => `Expand [${plan.projections.map(listText).join(', ')}], ${listText(plan.output)}`,
  Generate: (plan) =>
    `Generate ${[exprText(plan.generator), plan.outer, ...(plan.qualifier === undefined ? [] : [plan.qualifier]), listText(plan.output)].join(', ')}`,
  Join: (plan) =>
    `Join ${JOIN_NAMES[plan.joinType]}${plan.condition === undefined ? '' : `, ${exprText(plan.condition)}`}`,
  Union: (plan) => `Union ${plan.byName}, false`,
  EventTimeWatermark: (plan) =>
    `EventTimeWatermark ${exprText(plan.eventTime)}${typeText(plan.eventTime)}, ${plan.delayText}`,
  Deduplicate: (plan) => `Deduplicate${plan.withinWatermark ? 'WithinWatermark' : ''} ${listText(plan.keys)}`,
  Distinct: () => 'Distinct',
  Sort: (plan) => `Sort ${listText(plan.order)}, true`,
  Limit: (plan) =>
    [
      ...(plan.limit === undefined ? [] : [`GlobalLimit ${plan.limit}`]),
      ...(plan.offset === 0 ? [] : [`Offset ${plan.offset}`]),
    ].join(', '),
  CollectMetrics: (plan) => `CollectMetrics ${plan.name}, ${listText(plan.metrics)}`,
};

const nodeText = (plan: LogicalPlan): string => (PRINTERS[plan.kind] as (plan: LogicalPlan) => string)(plan);

/** `spark.sql.debug.maxToStringFields`. */
const MAX_FIELDS = 25;

function listText(exprs: readonly Expr[]): string {
  if (exprs.length <= MAX_FIELDS) return `[${exprs.map(exprText).join(', ')}]`;
  const shown = exprs.slice(0, MAX_FIELDS - 1).map(exprText);
  return `[${shown.join(', ')}, ... ${exprs.length - shown.length} more fields]`;
}

function exprText(expr: Expr): string {
  if (expr.kind !== 'Alias') return nameOf(expressions.transformUp(expr, withIds));
  if (expr.names !== undefined) return `${exprText(expr.child)} AS (${expr.names.join(', ')})`;
  const id = expr.exprId === undefined ? '' : `#${expr.exprId}${suffix(typeOf(expr.child))}${delay(expr.metadata)}`;
  return `${exprText(expr.child)} AS ${expr.name}${id}`;
}

/** Attributes under names that carry their ids, unresolved ones with a tick. */
function withIds(expr: Expr): Expr {
  if (expr.kind === 'AttributeReference') {
    const name = `${expr.name}#${expr.exprId}${suffix(expr.dataType)}${delay(expr.metadata)}`;
    return attributeReference({ ...expr, name });
  }
  if (expr.kind !== 'UnresolvedAttribute') return expr;
  const [first = '', ...rest] = expr.nameParts;
  return unresolvedAttribute(`'${first}`, ...rest);
}

const suffix = (type: DataType): string => (type.kind === 'long' ? 'L' : '');
const delay = ({ watermarkDelayMs }: AttributeReference['metadata']): string =>
  watermarkDelayMs === undefined ? '' : `-T${watermarkDelayMs}ms`;
const typeText = (expr: Expr): string => (expr.kind === 'AttributeReference' ? `: ${simpleString(expr.dataType)}` : '');
