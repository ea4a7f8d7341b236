import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, alias, call, type Expr } from '../expression/expr.ts';
import { resolveCall } from '../expression/function-registry.ts';
import { type Join, type JoinType, join, type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { Analyzer } from './analyzer.ts';
import { quoteColumns, quoteIdentifier, sameName } from './quote.ts';

type Attributes = readonly AttributeReference[];
interface Pair {
  readonly left: AttributeReference;
  readonly right: AttributeReference;
}

/** The key names of USING, or of NATURAL: all names both sides have, in the left side's order. */
export function usingNames(plan: Join): readonly string[] {
  if (!plan.natural) return plan.using;
  const right = outputOf(plan.right);
  return outputOf(plan.left)
    .map((a) => a.name)
    .filter((name) => right.some((a) => sameName(a.name, name)));
}

/** A join on equal keys over a projection that shows each key once; the other side's key stays reachable by its qualified name. */
export function resolveUsing(plan: Join, keys: readonly string[], analyzer: Analyzer): LogicalPlan {
  const [left, right] = [outputOf(plan.left), outputOf(plan.right)];
  const pairs = keys.map((name) => ({ left: keyOf(name, left, 'left'), right: keyOf(name, right, 'right') }));
  const conditions = pairs.map((pair) => resolveCall(call('=', [pair.left, pair.right]), analyzer.evaluation));
  const condition = conditions.reduce<Expr | undefined>(
    (all, one) => (all === undefined ? one : resolveCall(call('and', [all, one]), analyzer.evaluation)),
    undefined,
  );
  const joined = join({ ...plan, condition, using: [], natural: false });
  const output = outputOf(joined);
  const result = project(SELECTED[plan.joinType](pairs, output, analyzer), joined);
  const shown = new Set(outputOf(result).map((a) => a.exprId));
  analyzer.hidden.set(
    result,
    output.filter((a) => !shown.has(a.exprId)),
  );
  return result;
}

function keyOf(name: string, attributes: Attributes, side: string): AttributeReference {
  const found = attributes.find((a) => sameName(a.name, name));
  if (found !== undefined) return found;
  throw new AnalysisError('UNRESOLVED_USING_COLUMN_FOR_JOIN', {
    colName: quoteIdentifier(name),
    side,
    suggestion: quoteColumns(attributes.map((a) => a.name)),
  });
}

type Select = (pairs: readonly Pair[], output: Attributes, analyzer: Analyzer) => readonly Expr[];

const without = (output: Attributes, pairs: readonly Pair[]): Attributes =>
  output.filter((a) => !pairs.some((pair) => pair.left.exprId === a.exprId || pair.right.exprId === a.exprId));
const pick = (output: Attributes, key: AttributeReference): AttributeReference =>
  output.find((a) => a.exprId === key.exprId) ?? key;

const leftKeys: Select = (pairs, output) => [
  ...pairs.map((pair) => pick(output, pair.left)),
  ...without(output, pairs),
];
const rightKeys: Select = (pairs, output) => [
  ...pairs.map((pair) => pick(output, pair.right)),
  ...without(output, pairs),
];
const eitherKey: Select = (pairs, output, analyzer) => [
  ...pairs.map((pair) => {
    const either = call('coalesce', [pick(output, pair.left), pick(output, pair.right)]);
    return alias(resolveCall(either, analyzer.evaluation), pair.left.name, analyzer.nextExprId());
  }),
  ...without(output, pairs),
];

/** Which keys a USING join shows: those of the side that is always there. */
const SELECTED: Record<JoinType, Select> = {
  inner: leftKeys,
  cross: leftKeys,
  leftOuter: leftKeys,
  rightOuter: rightKeys,
  fullOuter: eitherKey,
  leftSemi: leftKeys,
  leftAnti: leftKeys,
};
