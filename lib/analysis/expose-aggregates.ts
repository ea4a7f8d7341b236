import { type AttributeReference, alias, type Expr, withoutAlias } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { transformDown } from '../expression/traverse.ts';
import { type Aggregate, aggregate, filter, type LogicalPlan, project } from '../plan/logical-plan.ts';
import { attributeOf, outputOf } from '../plan/output.ts';
import { checkAggregateExpr } from './aggregate-checks.ts';
import type { Analyzer } from './analyzer.ts';
import { isAggregateCall } from './functions.ts';
import { isAttribute, referencesOf } from './hidden-columns.ts';
import type { Above } from './resolve-above.ts';
import { semanticKey } from './semantic-key.ts';
import { unresolvedColumn } from './suggestions.ts';

/** Grouping columns by what they compute: the expression of the projection below, where there is one. */
export function groupingColumns(plan: Aggregate): ReadonlyMap<string, AttributeReference> {
  const keys = plan.groupingExprs.filter(isAttribute);
  const computed = plan.child.kind === 'Project' ? plan.child.projectList : [];
  const definitions = keys.flatMap((key): readonly [string, AttributeReference][] => {
    const named = computed.find((expr) => expr.kind === 'Alias' && expr.exprId === key.exprId);
    return named?.kind === 'Alias' ? [[semanticKey(named.child), key]] : [];
  });
  return new Map([...definitions, ...keys.map((key): [string, AttributeReference] => [semanticKey(key), key])]);
}

/** Adds the aggregates and grouping columns that the expressions use to the aggregate below `child`, and reads them from there. */
export function exposeAggregates(exprs: readonly Expr[], child: LogicalPlan, analyzer: Analyzer): Above {
  if (child.kind === 'Aggregate') return overAggregate(exprs, child, analyzer);
  if (child.kind !== 'Filter' && child.kind !== 'Project') return { exprs, child };
  const below = exposeAggregates(exprs, child.child, analyzer);
  if (child.kind === 'Filter') return { exprs: below.exprs, child: filter(child.condition, below.child, child.having) };
  const shown = new Set(outputOf(child).map((a) => a.exprId));
  const used = new Set(below.exprs.flatMap(referencesOf).map((a) => a.exprId));
  const added = outputOf(below.child).filter((a) => used.has(a.exprId) && !shown.has(a.exprId));
  return { exprs: below.exprs, child: project([...child.projectList, ...added], below.child) };
}

function overAggregate(exprs: readonly Expr[], plan: Aggregate, analyzer: Analyzer): Above {
  const results = [...plan.aggregateExprs];
  const grouping = plan.groupingExprs.filter(isAttribute);
  const input = new Set(outputOf(plan.child).map((a) => a.exprId));
  const shown = (id: number) => results.map(attributeOf).find((a) => a?.exprId === id);
  const read = (expr: Expr): Expr | undefined => {
    if (isAggregateCall(expr)) {
      checkAggregateExpr(expr, grouping);
      return resultFor(expr, results, analyzer);
    }
    if (expr.kind !== 'AttributeReference' || shown(expr.exprId) !== undefined || !input.has(expr.exprId))
      return undefined;
    if (grouping.every((key) => key.exprId !== expr.exprId)) throw unresolvedColumn([expr.name], outputOf(plan));
    return resultFor(expr, results, analyzer);
  };
  const replaced = exprs.map((expr) => transformDown(expr, read));
  return {
    exprs: replaced,
    child: results.length === plan.aggregateExprs.length ? plan : aggregate({ ...plan, aggregateExprs: results }),
  };
}

/** The column of the aggregate that holds an expression; a new one at the end where there is none. */
function resultFor(expr: Expr, results: Expr[], analyzer: Analyzer): Expr {
  const key = semanticKey(expr);
  const known = results.find((result) => semanticKey(withoutAlias(result)) === key);
  const knownColumn = known === undefined ? undefined : attributeOf(known);
  if (knownColumn !== undefined) return knownColumn;
  const added = isAttribute(expr) ? expr : alias(expr, nameOf(expr), analyzer.nextExprId());
  results.push(added);
  return attributeOf(added) ?? expr;
}
