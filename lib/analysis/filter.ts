import { AnalysisError } from '../errors/index.ts';
import { cast, type Expr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { resolveCast } from '../expression/resolve-node.ts';
import { collect } from '../expression/traverse.ts';
import { typeOf } from '../expression/type-of.ts';
import { type Filter, filter, type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { BooleanType, sqlName } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { hasGenerator, isAggregateCall } from './functions.ts';
import { hiddenColumns } from './hidden-columns.ts';
import { qualifiedText, quoteExpr } from './quote.ts';
import { type Above, resolveAbove } from './resolve-above.ts';
import {
  extractWindows,
  hasWindow,
  isOverGroups,
  isOverWindows,
  overWindows,
  refuseWindows,
} from './window-functions.ts';

/** WHERE and HAVING. Aggregates are allowed above an aggregate only. */
export function resolveFilter(plan: Filter, analyzer: Analyzer): LogicalPlan {
  const output = outputOf(plan.child);
  if (plan.qualify !== true) refuseWindows(plan.condition, plan.having ? 'HAVING' : 'WHERE');
  if (plan.having && isOverGroups(plan.child))
    return overWindows(plan.child, (groups) => resolveFilter(filter(plan.condition, groups, true), analyzer));
  if (plan.having && plan.child.kind === 'Project') throw new AnalysisError('MISSING_GROUP_BY');
  if (hasGenerator(plan.condition))
    throw new AnalysisError('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', {
      plan: `${plan.having ? "'UnresolvedHaving" : "'Filter"} ${nameOf(plan.condition)}`,
    });
  const order = plan.having ? 'child-first' : 'output-first';
  const below = plan.qualify === true && plan.child.kind === 'Aggregate' ? project(output, plan.child) : plan.child;
  const { exprs, child } = resolveAbove([plan.condition], below, order, analyzer);
  const windowed = qualified(plan, exprs, child, analyzer);
  const [resolved = plan.condition] = windowed.exprs;
  const condition = plan.having ? asBoolean(resolved, analyzer) : resolved;
  checkCondition(condition);
  const filtered = filter(condition, windowed.child);
  if (outputOf(filtered).length === output.length) return filtered;
  const result = project(output, filtered);
  analyzer.hidden.set(result, hiddenColumns(plan.child, analyzer));
  return result;
}

/** QUALIFY needs a window function, its own or of the select list. */
function qualified(plan: Filter, exprs: readonly Expr[], child: LogicalPlan, analyzer: Analyzer): Above {
  if (plan.qualify !== true) return { exprs, child };
  if (!exprs.some(hasWindow) && !isOverWindows(plan.child)) throw new AnalysisError('QUALIFY_REQUIRES_WINDOW_FUNCTION');
  return extractWindows(exprs, child, qualifiedText, analyzer);
}

/** HAVING casts what is no condition. */
function asBoolean(condition: Expr, analyzer: Analyzer): Expr {
  const { kind } = typeOf(condition);
  return kind === 'boolean' || kind === 'null'
    ? condition
    : resolveCast({ ...cast(condition, BooleanType), implicit: true }, analyzer.evaluation);
}

function checkCondition(condition: Expr): void {
  const aggregates = collect(condition, isAggregateCall);
  if (aggregates.length > 0)
    throw new AnalysisError('INVALID_WHERE_CONDITION', {
      condition: quoteExpr(condition),
      expressionList: aggregates.map(qualifiedText).join(', '),
    });
  const type = typeOf(condition);
  if (type.kind !== 'boolean' && type.kind !== 'null')
    throw new AnalysisError('DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN', {
      sqlExpr: nameOf(condition),
      filter: quoteExpr(condition),
      type: `"${sqlName(type)}"`,
    });
}
