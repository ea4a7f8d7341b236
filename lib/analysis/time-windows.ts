import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference, Call, Expr } from '../expression/expr.ts';
import { transformUp } from '../expression/traverse.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { Analyzer } from './analyzer.ts';
import { resolveTypes } from './resolve-types.ts';
import { isResolvedExpr } from './resolved.ts';
import { semanticKey } from './semantic-key.ts';
import { sessionWindow } from './session-windows.ts';
import { slidingWindow } from './sliding-windows.ts';
import type { WithColumn } from './window-column.ts';
import { windowParameters, windowText } from './window-parameters.ts';
import { windowTime } from './window-time.ts';

type WindowRule = (expr: Call, child: LogicalPlan, analyzer: Analyzer) => WithColumn;

/** The functions that become a column of the input instead of an expression. */
const WINDOW_RULES: Readonly<Record<string, WindowRule>> = Object.freeze({
  session_window: sessionWindow,
  window: slidingWindow,
  window_time: windowTime,
});

/** Expressions in which window functions are columns of `child`; `added` are those columns. */
export interface WindowedExprs {
  readonly exprs: readonly Expr[];
  readonly child: LogicalPlan;
  readonly added: readonly AttributeReference[];
  /** The columns by the calls they stand for. */
  readonly columns: ReadonlyMap<string, AttributeReference>;
}

/** Puts a node below that computes each `window`, `session_window` and `window_time` of the expressions, and the column in its place; `known` are columns that are there already. */
export function extractTimeWindows(
  exprs: readonly Expr[],
  child: LogicalPlan,
  analyzer: Analyzer,
  known: ReadonlyMap<string, AttributeReference> = new Map(),
): WindowedExprs {
  const columns = new Map(known);
  let plan = child;
  const replace = (expr: Expr): Expr => {
    const rule = expr.kind === 'Call' && expr.dataType === undefined ? WINDOW_RULES[expr.name] : undefined;
    if (rule === undefined || expr.kind !== 'Call') return expr;
    const typed = typedArguments(expr, analyzer);
    const key = keyOf(typed);
    const made = columns.get(key);
    if (made !== undefined) return made;
    const { plan: next, column } = rule(typed, plan, analyzer);
    plan = next;
    columns.set(key, column);
    return column;
  };
  const replaced = exprs.map((expr) => transformUp(expr, replace));
  const added = [...columns.values()];
  if (added.filter((column) => column.metadata.timeWindow !== undefined).length > 1)
    throw new AnalysisError('_LEGACY_ERROR_TEMP_1039');
  return { exprs: replaced, child: plan, added, columns };
}

/** Windows of one length, step and start are one, however these are written. */
function keyOf(expr: Call): string {
  const [time] = expr.args;
  return expr.name === 'window' && time !== undefined
    ? `${semanticKey(time)} ${windowText(time, windowParameters(expr))}`
    : semanticKey(expr);
}

function typedArguments(expr: Call, analyzer: Analyzer): Call {
  if (expr.args.every(isResolvedExpr)) return expr;
  return Object.freeze({ ...expr, args: expr.args.map((arg) => resolveTypes(arg, analyzer)) });
}
