import type { Expr } from '../expression/expr.ts';
import { frameText } from '../expression/window/window-frames.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { simpleString } from '../types/data-type.ts';

/** A node as one line, for table tests: `(+ a 1:int)`. Everything that tells nodes apart is in it. */
export function showExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'Literal':
      return `${JSON.stringify(expr.value)}:${simpleString(expr.dataType)}`;
    case 'UnresolvedAttribute':
      return expr.nameParts.join('.');
    case 'UnresolvedStar':
      return [...expr.target, '*'].join('.');
    case 'Alias':
      return `${showExpr(expr.child)} AS ${expr.names === undefined ? expr.name : `(${expr.names.join(', ')})`}`;
    case 'Call': {
      const flags = `${expr.distinct ? ' distinct' : ''}${expr.ignoreNulls ? ' ignoreNulls' : ''}`;
      const filter = expr.filter === undefined ? '' : ` filter=${showExpr(expr.filter)}`;
      return `(${[`${expr.name}${flags}`, ...expr.args.map(showExpr)].join(' ')}${filter})`;
    }
    case 'Cast':
      return `(${expr.mode ?? ''}cast ${showExpr(expr.child)} ${simpleString(expr.dataType)})`;
    case 'CaseWhen': {
      const branches = expr.branches.map(({ condition, value }) => `${showExpr(condition)} ? ${showExpr(value)} : `);
      return `(${branches.join('')}${expr.otherwise === undefined ? 'null' : showExpr(expr.otherwise)})`;
    }
    case 'GetStructField':
      return `${showExpr(expr.child)}.${expr.field}`;
    case 'LambdaFunction':
      return `(${expr.parameters.join(', ')}) -> ${showExpr(expr.body)}`;
    case 'SubqueryExpr':
      return `(${[expr.form, ...expr.values.map(showExpr), showPlan(expr.plan as LogicalPlan)].join(' ')})`;
    case 'SortOrder':
      return `${showExpr(expr.child)} ${expr.direction} nulls ${expr.nulls}`;
    case 'WindowExpr':
      return `(${[expr.name, ...expr.args.map(showExpr)].join(' ')}) over ${list(expr.partitionBy)}${list(expr.orderBy)}${
        expr.frame === undefined ? '' : frameText(expr.frame, showExpr)
      }`;
    default:
      return `<${expr.kind}>`;
  }
}

const list = (exprs: readonly Expr[]): string => `[${exprs.map(showExpr).join(', ')}]`;

/** A plan as one line: `Project[a] < Filter[(> a 1:int)] < t`. */
export function showPlan(plan: LogicalPlan): string {
  switch (plan.kind) {
    case 'UnresolvedRelation':
      return plan.nameParts.join('.');
    case 'LocalRelation':
      return `Values[${plan.rows.map(list).join(', ')}]`;
    case 'SubqueryAlias':
      return `${plan.name}${plan.columnNames.length === 0 ? '' : `(${plan.columnNames.join(', ')})`}=${showPlan(plan.child)}`;
    case 'With':
      return `With[${plan.ctes.map((cte) => `${cte.name}(${cte.columnNames.join(', ')}): ${showPlan(cte.plan)}`).join('; ')}] < ${showPlan(plan.child)}`;
    case 'Project':
      return `Project${list(plan.projectList)} < ${showPlan(plan.child)}`;
    case 'Filter':
      return `${plan.having ? 'Having' : plan.qualify ? 'Qualify' : 'Filter'}[${showExpr(plan.condition)}] < ${showPlan(plan.child)}`;
    case 'Aggregate': {
      const sets = plan.groupingSets === undefined ? '' : JSON.stringify(plan.groupingSets);
      return `Aggregate${list(plan.groupingExprs)}${sets}${list(plan.aggregateExprs)} < ${showPlan(plan.child)}`;
    }
    case 'Generate':
      return `Generate${plan.outer ? ' outer' : ''}[${showExpr(plan.generator)} ${plan.qualifier ?? ''}(${plan.columnNames.join(', ')})] < ${showPlan(plan.child)}`;
    case 'Join': {
      const on = plan.condition === undefined ? '' : ` on ${showExpr(plan.condition)}`;
      const using = plan.using.length === 0 ? '' : ` using ${plan.using.join(', ')}`;
      return `(${showPlan(plan.left)} ${plan.natural ? 'natural ' : ''}${plan.joinType} ${showPlan(plan.right)}${on}${using})`;
    }
    case 'Union':
      return `Union${plan.byName ? ' by name' : ''}(${plan.children.map(showPlan).join(' | ')})`;
    case 'EventTimeWatermark':
      return `Watermark[${showExpr(plan.eventTime)} ${plan.delayMs} ${plan.delayText}] < ${showPlan(plan.child)}`;
    case 'Distinct':
      return `Distinct < ${showPlan(plan.child)}`;
    case 'Sort':
      return `Sort${list(plan.order)} < ${showPlan(plan.child)}`;
    case 'Limit':
      return `Limit[${plan.limit ?? 'all'} ${plan.offset}] < ${showPlan(plan.child)}`;
    default:
      return `<${plan.kind}>`;
  }
}
