import type { AttributeReference, Expr } from '../../expression/expr.ts';
import { exists as existsExpr } from '../../expression/traverse.ts';
import type { Join, LogicalPlan } from '../../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../../plan/output.ts';
import { childrenOf, exists, expressionsOf } from '../../plan/traverse.ts';
import { splitConjuncts } from '../conjuncts.ts';
import { isCorrelated } from '../decorrelate.ts';
import { isAttribute, referencesOf } from '../hidden-columns.ts';
import { isDeterministic } from '../optimizations/references.ts';
import { needsOuterRows } from '../outer-rows.ts';
import { isEventTime } from './event-time.ts';
import { type Refusal, unsupportedMode } from './refusal.ts';

/** A lateral join for which Spark groups the rows of the stream by what the other side reads of them. Of a SELECT without FROM it makes columns, but not where the join has a condition. */
const groupsOuterRows = ({ variant, joinType, condition, right }: Join): boolean =>
  variant === 'lateral' &&
  ((condition !== undefined && isCorrelated(right) && !readsRelation(right)) ||
    exists(right, (node) => node.kind === 'Aggregate' || (joinType === 'leftOuter' && node.kind === 'Generate')));

const readsRelation = (plan: LogicalPlan): boolean =>
  exists(plan, (node) => childrenOf(node).length === 0 && outputOf(node).length > 0);

/** What Spark finds out only as it plans a batch of an optimized query. */
export const BATCH_REFUSALS: readonly Refusal[] = Object.freeze([
  {
    name: 'append-aggregate-made-by-the-optimizer',
    applies: (node, { outputMode }) =>
      outputMode === 'append' &&
      isStreaming(node) &&
      ((node.kind === 'Aggregate' && !node.groupingExprs.some(isEventTime)) ||
        (node.kind === 'Join' && groupsOuterRows(node))),
    condition: 'UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK',
    params: () => ({ outputMode: 'Append', statefulOperator: 'aggregations' }),
  },
  {
    name: 'subquery-over-rows-of-the-stream',
    applies: (node, { outputMode }) =>
      outputMode === 'append' &&
      isStreaming(node) &&
      expressionsOf(node).some((expr) => existsExpr(expr, needsOuterRows)),
    condition: 'UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK',
    params: () => ({ outputMode: 'Append', statefulOperator: 'aggregations' }),
  },
  {
    name: 'global-session-window',
    applies: (node) =>
      node.kind === 'Aggregate' &&
      isStreaming(node) &&
      node.groupingExprs.some(isSession) &&
      node.groupingExprs.every((expr) => isSession(expr) || isConstantIn(expr, node.child)),
    condition: '_LEGACY_ERROR_TEMP_3068',
    params: () => ({}),
  },
  unsupportedMode(
    'update-session-window-below',
    (node, { outputMode }) =>
      outputMode === 'update' && node.kind === 'Aggregate' && isStreaming(node) && node.groupingExprs.some(isSession),
    'session window streaming aggregations',
    'Use append mode with a watermark, or complete mode.',
  ),
  {
    name: 'join-without-equality',
    applies: (node) => node.kind === 'Join' && isStreaming(node.left) && isStreaming(node.right) && !hasEqualKeys(node),
    condition: '_LEGACY_ERROR_TEMP_1181',
    params: () => ({}),
  },
  {
    name: 'multiple-event-time-columns',
    applies: (node) => eventTimesOf(node).length > 1,
    condition: 'MULTIPLE_EVENT_TIME_COLUMNS',
    params: (node) => ({
      eventTimeCols: eventTimesOf(node)
        .map(({ name }) => name)
        .join(','),
    }),
  },
  {
    name: 'watermark-over-watermark',
    applies: (node, { watermarkMs }) =>
      watermarkMs > 0 &&
      node.kind === 'EventTimeWatermark' &&
      exists(node.child, (below) => below.kind === 'EventTimeWatermark'),
    condition: '_LEGACY_ERROR_TEMP_3076',
    params: () => ({}),
  },
]);

/** Event times by which a stateful operator would tell late rows. */
function eventTimesOf(node: LogicalPlan): readonly AttributeReference[] {
  if (!isStreaming(node)) return [];
  const columns =
    node.kind === 'Aggregate'
      ? node.groupingExprs.filter(isAttribute)
      : node.kind === 'Deduplicate'
        ? outputOf(node)
        : [];
  return columns.filter(isEventTime);
}

function hasEqualKeys({ left, right, condition }: Join): boolean {
  const sides = [outputOf(left), outputOf(right)].map((columns) => new Set(columns.map((column) => column.exprId)));
  const [inLeft, inRight] = sides.map((ids) => (expr: Expr | undefined): boolean => {
    const references = expr === undefined ? [] : referencesOf(expr);
    return references.length > 0 && references.every((a) => ids.has(a.exprId));
  });
  if (inLeft === undefined || inRight === undefined || condition === undefined) return false;
  return splitConjuncts(condition).some((conjunct) => {
    if (conjunct.kind !== 'Call' || (conjunct.name !== '=' && conjunct.name !== '<=>')) return false;
    const [a, b] = conjunct.args;
    return (inLeft(a) && inRight(b)) || (inRight(a) && inLeft(b));
  });
}

const isSession = (expr: Expr): boolean =>
  expr.kind === 'AttributeReference' && expr.metadata.timeWindow === 'session_window';

/** A column that a select list below makes of constants. */
function isConstantIn(expr: Expr, plan: LogicalPlan): boolean {
  if (expr.kind !== 'AttributeReference') return referencesOf(expr).length === 0 && isDeterministic(expr);
  if (plan.kind === 'Filter') return isConstantIn(expr, plan.child);
  if (plan.kind !== 'Project') return false;
  const made = plan.projectList.find((item) => 'exprId' in item && item.exprId === expr.exprId);
  if (made?.kind === 'Alias') return isConstantIn(made.child, plan.child);
  return made !== undefined && isConstantIn(made, plan.child);
}
