import { type Expr, unresolvedAttribute } from '../expression/expr.ts';
import { printSpark } from '../expression/spark-printer.ts';
import { JOIN_HOW } from '../plan/join-how.ts';
import type { Aggregate, Join, LogicalPlan, With } from '../plan/logical-plan.ts';
import { printPlan } from './plan-printer.ts';

/** Common table expressions in scope, each with those it can see itself. */
type Named = ReadonlyMap<string, { readonly plan: LogicalPlan; readonly named: Named }>;

/**
 * TypeScript text whose value is a frame with the same plan, over `session` and `expr`; undefined where no call says it. Takes plans as the parser
 * makes them.
 */
export function printCalls(plan: LogicalPlan): string | undefined {
  try {
    return calls(plan, new Map());
  } catch (error) {
    if (error instanceof NoCall) return undefined;
    throw error;
  }
}

/** Raised and caught here: something in the plan has no call. */
class NoCall extends Error {}

function calls(plan: LogicalPlan, named: Named): string {
  const frame = (child: LogicalPlan): string => calls(child, named);
  switch (plan.kind) {
    case 'UnresolvedRelation':
      return relation(plan.nameParts, named);
    case 'SubqueryAlias':
      return `${frame(plan.child)}.alias(${text(plan.name)})${plan.columnNames.length === 0 ? '' : unsayable()}`;
    case 'With':
      return plan.ctes.some((cte) => cte.columnNames.length > 0)
        ? unsayable()
        : calls(plan.child, withNames(plan, named));
    case 'Project':
      return `${frame(plan.child)}.selectExpr(${plan.projectList.map((e) => sql(e, named)).join(', ')})`;
    case 'Filter':
      return plan.having || plan.qualify === true
        ? unsayable()
        : `${frame(plan.child)}.filter(${sql(plan.condition, named)})`;
    case 'Aggregate':
      return `${frame(plan.child)}${grouped(plan, named)}`;
    case 'Join':
      return `${frame(plan.left)}${joined(plan, frame(plan.right), named)}`;
    case 'Union': {
      const [first, second, ...others] = plan.children.map(frame);
      return others.length > 0 ? unsayable() : `${first}.${plan.byName ? 'unionByName' : 'union'}(${second})`;
    }
    case 'EventTimeWatermark':
      return `${frame(plan.child)}.withWatermark(${text(columnName(plan.eventTime))}, ${text(plan.delayText)})`;
    case 'Deduplicate': {
      const call = plan.withinWatermark ? 'dropDuplicatesWithinWatermark' : 'dropDuplicates';
      return `${frame(plan.child)}.${call}(${plan.keys.length === 0 ? '' : JSON.stringify(plan.keys.map(columnName))})`;
    }
    case 'Sort':
      return `${frame(plan.child)}.orderBy(${plan.order.map((e) => sorted(e, named)).join(', ')})`;
    case 'Limit':
      return plan.limit === undefined || plan.offset > 0 ? unsayable() : `${frame(plan.child)}.limit(${plan.limit})`;
    case 'CollectMetrics':
      return `${frame(plan.child)}.observe(${[text(plan.name), ...plan.metrics.map((e) => column(e, named))].join(', ')})`;
    default:
      return unsayable();
  }
}

function unsayable(): never {
  throw new NoCall();
}

const text = (value: string): string => JSON.stringify(value);

/** An expression as text for `expr`; common table expressions are unknown there. */
function sql(expr: Expr, named: Named): string {
  return text(printSpark(expr, (plan) => (named.size > 0 ? unsayable() : printPlan(plan as LogicalPlan))));
}

const column = (expr: Expr, named: Named): string => `expr(${sql(expr, named)})`;

const columnName = (expr: Expr): string =>
  expr.kind === 'UnresolvedAttribute' ? expr.nameParts.map((part) => `\`${part}\``).join('.') : unsayable();

function relation(nameParts: readonly string[], named: Named): string {
  const [first = ''] = nameParts;
  const cte = nameParts.length === 1 ? named.get(first.toLowerCase()) : undefined;
  if (cte !== undefined) return `${calls(cte.plan, cte.named)}.alias(${text(first)})`;
  return `session.table(${text(columnName(unresolvedAttribute(...nameParts)))})`;
}

/** Later names see earlier ones. */
const withNames = ({ ctes }: With, outer: Named): Named =>
  ctes.reduce<Named>((named, { name, plan }) => new Map(named).set(name.toLowerCase(), { plan, named }), outer);

function joined({ joinType, condition, using, natural, variant }: Join, right: string, named: Named): string {
  if (natural || variant !== undefined) return unsayable();
  if (using.length > 0) return `.join(${right}, ${JSON.stringify(using)}, ${text(JOIN_HOW[joinType])})`;
  if (condition !== undefined) return `.join(${right}, ${column(condition, named)}, ${text(JOIN_HOW[joinType])})`;
  return joinType === 'cross' ? `.crossJoin(${right})` : unsayable();
}

/** Calls put the keys first; a select list that begins otherwise has none. */
function grouped({ groupingExprs, groupingSets, aggregateExprs }: Aggregate, named: Named): string {
  const keys = aggregateExprs.slice(0, groupingExprs.length);
  if (!groupingExprs.every((key, i) => isKey(key, i, keys[i]))) return unsayable();
  const aggregates = aggregateExprs.slice(keys.length).map((e) => column(e, named));
  const by = `.${groupingCall(groupingSets, keys.length)}(${keys.map((e) => column(e, named)).join(', ')})`;
  return `${by}.agg(${aggregates.join(', ')})`;
}

/** Whether an item of the select list is the grouping expression at its place: itself, by its alias or by its number. */
function isKey(key: Expr, index: number, item: Expr | undefined): boolean {
  if (item === undefined) return false;
  if (key.kind === 'Literal') return key.value === index + 1;
  const [bare, name] = item.kind === 'Alias' ? [item.child, item.name] : [item, undefined];
  const printed = comparable(key);
  return printed === comparable(bare) || (name !== undefined && printed === comparable(unresolvedAttribute(name)));
}

const comparable = (expr: Expr): string => printSpark(expr, (plan) => printPlan(plan as LogicalPlan));

function groupingCall(sets: Aggregate['groupingSets'], keys: number): string {
  if (sets === undefined) return 'groupBy';
  const shape = JSON.stringify(sets);
  const all = Array.from({ length: keys }, (_, i) => i);
  if (shape === JSON.stringify([...all.map((_, dropped) => all.slice(0, keys - dropped)), []])) return 'rollup';
  return keys === 1 || shape === JSON.stringify(subsets(all)) ? 'cube' : unsayable();
}

/** All subsets, the whole set first. */
function subsets([head, ...tail]: readonly number[]): readonly (readonly number[])[] {
  if (head === undefined) return [[]];
  const rest = subsets(tail);
  return [...rest.map((set) => [head, ...set]), ...rest];
}

function sorted(expr: Expr, named: Named): string {
  if (expr.kind !== 'SortOrder') return unsayable();
  return `${column(expr.child, named)}.${expr.direction}Nulls${expr.nulls === 'first' ? 'First' : 'Last'}()`;
}
