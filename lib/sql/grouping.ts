import { type Expr, unresolvedAttribute } from '../expression/expr.ts';
import type { Aggregate } from '../plan/logical-plan.ts';
import { type Ast, bodyIf, type GroupByAst } from './ast.ts';
import type { Conversion } from './conversion.ts';

/** One way to group: a list of expressions. An element of GROUP BY stands for several of them. */
type GroupingSet = readonly Expr[];
type Grouping = Pick<Aggregate, 'groupingExprs' | 'groupingSets'>;

/** GROUP BY as expressions and sets of indexes into them; GROUP BY ALL is the name ALL, as in Spark. */
export function convertGrouping(groupBy: GroupByAst, c: Conversion): Grouping {
  if (groupBy.all) return { groupingExprs: [unresolvedAttribute('ALL')], groupingSets: undefined };
  const suffix = groupBy.expressions.find(isEmptySuffix);
  if (suffix !== undefined) {
    const units = groupBy.expressions.filter((node) => node !== suffix).map((node) => unitOf(node, c));
    return indexed(bodyIf(suffix, 'rollup') === undefined ? cube(units) : rollup(units));
  }
  const elements = groupBy.expressions.map((node) => setsOf(node, c));
  if (elements.every((element) => element === undefined)) {
    return { groupingExprs: groupBy.expressions.map(c.expr), groupingSets: undefined };
  }
  const choices = elements.map((element, i) => element ?? [groupBy.expressions.slice(i, i + 1).map(c.expr)]);
  return indexed(choices.reduce(crossProduct, [[]]));
}

/** `GROUP BY a, b WITH ROLLUP` ends in a node without expressions. */
const isEmptySuffix = (node: Ast): boolean =>
  bodyIf(node, 'rollup')?.expressions.length === 0 || bodyIf(node, 'cube')?.expressions.length === 0;

const ANALYTICS: Readonly<Record<string, (args: readonly Ast[], c: Conversion) => readonly GroupingSet[]>> = {
  ROLLUP: (args, c) => rollup(args.map((arg) => unitOf(arg, c))),
  CUBE: (args, c) => cube(args.map((arg) => unitOf(arg, c))),
  'GROUPING SETS': (args, c) => args.flatMap((arg) => setsOf(arg, c) ?? [unitOf(arg, c)]),
};

function setsOf(node: Ast, c: Conversion): readonly GroupingSet[] | undefined {
  const call = bodyIf(node, 'function');
  return call === undefined ? undefined : ANALYTICS[call.name]?.(call.args, c);
}

/** `(a, b)` counts as one element of ROLLUP and CUBE. */
function unitOf(node: Ast, c: Conversion): GroupingSet {
  const tuple = bodyIf(node, 'tuple');
  return tuple === undefined ? [c.expr(node)] : tuple.expressions.map(c.expr);
}

const rollup = (units: readonly GroupingSet[]): readonly GroupingSet[] =>
  [...units.keys(), units.length].reverse().map((length) => units.slice(0, length).flat());

const cube = (units: readonly GroupingSet[]): readonly GroupingSet[] => {
  const [first, ...rest] = units;
  if (first === undefined) return [[]];
  const without = cube(rest);
  return [...without.map((set) => [...first, ...set]), ...without];
};

const crossProduct = (left: readonly GroupingSet[], right: readonly GroupingSet[]): readonly GroupingSet[] =>
  left.flatMap((a) => right.map((b) => [...a, ...b]));

function indexed(sets: readonly GroupingSet[]): Grouping {
  const groupingExprs: Expr[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (expr: Expr): number => {
    const key = JSON.stringify(expr).toLowerCase();
    const known = indexes.get(key) ?? groupingExprs.push(expr) - 1;
    indexes.set(key, known);
    return known;
  };
  const groupingSets = sets.map((set) => [...new Set(set.map(indexOf))]);
  return { groupingExprs, groupingSets };
}
