import {
  type Call,
  type Cast,
  caseWhen,
  type Expr,
  type FrameBound,
  frameBound,
  getStructField,
  lambdaFunction,
  type SortOrder,
  sortOrder,
  subqueryExpr,
  type WindowExpr,
  windowExpr,
  windowFrame,
} from './expr.ts';

/** The direct sub-expressions, in order. Plans inside subqueries are not entered. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'Alias':
    case 'Cast':
    case 'GetStructField':
    case 'SortOrder':
      return [expr.child];
    case 'Call':
      return expr.filter === undefined ? expr.args : [...expr.args, expr.filter];
    case 'CaseWhen':
      return [
        ...expr.branches.flatMap((b) => [b.condition, b.value]),
        ...(expr.otherwise === undefined ? [] : [expr.otherwise]),
      ];
    case 'LambdaFunction':
      return [expr.body];
    case 'SubqueryExpr':
      return expr.values;
    case 'WindowExpr':
      return windowChildren(expr);
    default:
      return [];
  }
}

/** The same node over children mapped by `f`; the node itself where no child changed. */
export function mapChildren(expr: Expr, f: (child: Expr) => Expr): Expr {
  switch (expr.kind) {
    case 'Alias': {
      const child = f(expr.child);
      return child === expr.child ? expr : Object.freeze({ ...expr, child });
    }
    case 'Cast': {
      const child = f(expr.child);
      return child === expr.child ? expr : (Object.freeze({ ...expr, child }) satisfies Cast);
    }
    case 'GetStructField': {
      const child = f(expr.child);
      return child === expr.child ? expr : getStructField(child, expr.field);
    }
    case 'SortOrder': {
      const child = f(expr.child);
      return child === expr.child ? expr : sortOrder(child, expr.direction, expr.nulls);
    }
    case 'Call': {
      const args = mapList(expr.args, f);
      const filter = expr.filter === undefined ? undefined : f(expr.filter);
      if (args === expr.args && filter === expr.filter) return expr;
      return Object.freeze({ ...expr, args, filter }) satisfies Call;
    }
    case 'CaseWhen': {
      const branches = expr.branches.map((b) => ({ condition: f(b.condition), value: f(b.value) }));
      return caseWhen(branches, expr.otherwise === undefined ? undefined : f(expr.otherwise));
    }
    case 'LambdaFunction': {
      const body = f(expr.body);
      return body === expr.body ? expr : lambdaFunction(expr.parameters, body);
    }
    case 'SubqueryExpr': {
      const values = mapList(expr.values, f);
      return values === expr.values ? expr : subqueryExpr(expr.form, expr.plan, values);
    }
    case 'WindowExpr':
      return mapWindow(expr, f);
    default:
      return expr;
  }
}

/** The arguments, the filter, the parts of the window and the offsets of its frame. */
function windowChildren({ args, filter, partitionBy, orderBy, frame }: WindowExpr): readonly Expr[] {
  const rest = [filter, frame?.lower.offset, frame?.upper.offset].filter((part) => part !== undefined);
  return [...args, ...partitionBy, ...orderBy, ...rest];
}

function mapWindow(expr: WindowExpr, f: (child: Expr) => Expr): WindowExpr {
  const bound = ({ side, offset }: FrameBound): FrameBound =>
    frameBound(side, offset === undefined ? undefined : f(offset));
  const mapped = windowExpr({
    ...expr,
    args: mapList(expr.args, f),
    filter: expr.filter === undefined ? undefined : f(expr.filter),
    partitionBy: mapList(expr.partitionBy, f),
    orderBy: expr.orderBy.map((order): SortOrder => {
      const child = f(order.child);
      return child === order.child ? order : sortOrder(child, order.direction, order.nulls);
    }),
    frame: expr.frame && windowFrame(expr.frame.unit, bound(expr.frame.lower), bound(expr.frame.upper)),
  });
  const [before, after] = [windowChildren(expr), windowChildren(mapped)];
  return after.every((child, i) => child === before[i]) ? expr : mapped;
}

function mapList(list: readonly Expr[], f: (child: Expr) => Expr): readonly Expr[] {
  const mapped = list.map(f);
  return mapped.every((child, i) => child === list[i]) ? list : mapped;
}

/** Rewrites from the leaves up. */
export function transformUp(expr: Expr, f: (expr: Expr) => Expr): Expr {
  return f(mapChildren(expr, (child) => transformUp(child, f)));
}

/** Rewrites from the root down; `f` returns undefined to go on into the children. */
export function transformDown(expr: Expr, f: (expr: Expr) => Expr | undefined): Expr {
  return f(expr) ?? mapChildren(expr, (child) => transformDown(child, f));
}

/** Whether the expression or any part of it satisfies the predicate. */
export function exists(expr: Expr, predicate: (expr: Expr) => boolean): boolean {
  return predicate(expr) || childrenOf(expr).some((child) => exists(child, predicate));
}

/** All parts (the expression itself first) that satisfy the predicate. */
export function collect<T extends Expr>(expr: Expr, predicate: (expr: Expr) => expr is T): T[] {
  const rest = childrenOf(expr).flatMap((child) => collect(child, predicate));
  return predicate(expr) ? [expr, ...rest] : rest;
}
