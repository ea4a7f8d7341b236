import { canTryCast } from '../expression/coercion.ts';
import type { Expr, SubqueryExpr } from '../expression/expr.ts';
import { childrenOf } from '../expression/traverse.ts';
import { typeOf } from '../expression/type-of.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../plan/output.ts';
import { exists, expressionsOf, planOfSubquery } from '../plan/traverse.ts';
import { type DataType, sameType } from '../types/data-type.ts';
import { isAttribute } from './hidden-columns.ts';
import { hasMap } from './map-columns.ts';
import { isIntegerLiteral } from './ordinals.ts';
import { sameName } from './quote.ts';

/** Whether an expression has its columns, types and ids. */
export function isResolvedExpr(expr: Expr): boolean {
  return childrenOf(expr).every(isResolvedExpr) && isComplete(expr);
}

/** Whether a part over resolved parts is resolved itself. */
function isComplete(expr: Expr): boolean {
  switch (expr.kind) {
    case 'UnresolvedAttribute':
    case 'UnresolvedStar':
      return false;
    case 'Call':
    case 'WindowExpr':
      return expr.dataType !== undefined;
    case 'Cast':
      // A refused TRY_CAST is left to the resolution, which says why.
      return expr.mode !== undefined && (expr.mode !== 'try' || canTryCast(typeOf(expr.child), expr.dataType));
    case 'CaseWhen': {
      const type = typeOf(expr);
      return (
        expr.otherwise !== undefined &&
        [...expr.branches.map((b) => b.value), expr.otherwise].every((value) => sameType(typeOf(value), type))
      );
    }
    case 'GetStructField':
      return hasField(typeOf(expr.child), expr.field);
    case 'SubqueryExpr':
      return isResolvedSubquery(expr);
    default:
      return true;
  }
}

function hasField(type: DataType, field: string): boolean {
  if (type.kind === 'array') return type.elementType.kind === 'struct' && hasField(type.elementType, field);
  return type.kind === 'struct' && type.fields.some(({ name }) => sameName(name, field));
}

const isResolvedSubquery = (expr: SubqueryExpr): boolean =>
  !exists(planOfSubquery(expr), (plan) => !isResolvedNode(plan));

/** Whether a node whose inputs are resolved needs nothing more. */
export function isResolvedNode(plan: LogicalPlan): boolean {
  return expressionsOf(plan).every(isResolvedExpr) && hasFinalForm(plan);
}

/** An item of a select list that is finished: it has a name and an id. */
const hasId = (expr: Expr): boolean =>
  expr.kind === 'AttributeReference' || (expr.kind === 'Alias' && expr.exprId !== undefined);

function hasFinalForm(plan: LogicalPlan): boolean {
  switch (plan.kind) {
    case 'UnresolvedRelation':
      return false;
    case 'With':
      return plan.ctes.length === 0;
    case 'Project':
      return plan.projectList.every(hasId);
    case 'Aggregate': {
      const byColumns = plan.groupingExprs.every((expr) => expr.kind === 'AttributeReference');
      return plan.groupingSets === undefined && byColumns && plan.aggregateExprs.every(hasId);
    }
    case 'CollectMetrics':
      return plan.metrics.every(hasId);
    case 'SubqueryAlias':
      return plan.columnNames.length === 0 || plan.columnNames.length === outputOf(plan.child).length;
    case 'Generate':
      return plan.output.length > 0;
    case 'Join':
      return plan.using.length === 0 && !plan.natural;
    case 'Union':
      return plan.output.length > 0;
    case 'LocalRelation':
      return plan.output.length === (plan.rows[0]?.length ?? 0);
    case 'Deduplicate':
      if (plan.keys.length === 0) return outputOf(plan.child).length === 0;
      return plan.withinWatermark || !plan.keys.some((key) => isAttribute(key) && hasMap(key));
    case 'Distinct':
      return !outputOf(plan.child).some(hasMap);
    case 'EventTimeWatermark':
      return plan.nodeId !== undefined && plan.eventTime.kind === 'AttributeReference' && isStreaming(plan.child);
    case 'Limit':
      return plan.counts === undefined;
    case 'Sort':
      return !plan.order.some((order) => order.kind === 'SortOrder' && isIntegerLiteral(order.child));
    default:
      return true;
  }
}
