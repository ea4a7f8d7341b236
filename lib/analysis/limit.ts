import { AnalysisError } from '../errors/index.ts';
import type { Expr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { exists } from '../expression/traverse.ts';
import { typeOf } from '../expression/type-of.ts';
import { type Limit, type LimitCount, type LogicalPlan, limit } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { sqlName } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { isDeterministic } from './optimizations/references.ts';
import { checkNames, namesIn, resolveNames } from './resolve-names.ts';
import { resolveTypes } from './resolve-types.ts';
import { scopeOf } from './scope.ts';

/** LIMIT and OFFSET: numbers, or expressions of constants. */
export function resolveLimit(plan: Limit, analyzer: Analyzer): LogicalPlan {
  const { counts = [] } = plan;
  const numberOf = (clause: LimitCount['clause']): number | undefined => {
    const count = counts.find((candidate) => candidate.clause === clause);
    return count === undefined ? undefined : constantCount(count, plan.child, analyzer);
  };
  return limit(numberOf('limit'), plan.child, numberOf('offset') ?? 0);
}

type Condition = ConstructorParameters<typeof AnalysisError>[0];

function constantCount({ clause, expr: written }: LimitCount, child: LogicalPlan, analyzer: Analyzer): number {
  const attributes = outputOf(child);
  const named = resolveNames(written, namesIn(scopeOf(attributes), analyzer), analyzer);
  checkNames(named, attributes);
  const expr = resolveTypes(named, analyzer);
  const invalid = (condition: Condition, params: object = {}): AnalysisError =>
    new AnalysisError(condition, { ...params, expr: `"${nameOf(expr)}"`, name: clause });
  const isVariable = (part: Expr): boolean => part.kind === 'AttributeReference' || part.kind === 'SubqueryExpr';
  if (exists(expr, isVariable) || !isDeterministic(expr)) throw invalid('INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE');
  const type = typeOf(expr);
  if (type.kind !== 'integer')
    throw invalid('INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE', { dataType: `"${sqlName(type)}"` });
  const value = fold(expr);
  if (value === null) throw invalid('INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL');
  if (value === undefined)
    throw new AnalysisError('UNSUPPORTED_SQL', {
      feature: `${clause.toUpperCase()} by a function`,
      remedy: `Give ${clause.toUpperCase()} a whole number.`,
    });
  if (value < 0) throw invalid('INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE', { v: value });
  return value;
}

const OPERATORS: Readonly<Record<string, (x: number, y: number) => number>> = Object.freeze({
  '%': (x, y) => x % y,
  '*': (x, y) => x * y,
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
});

/** A whole number or null; undefined where only the engine knows. */
function fold(expr: Expr): number | null | undefined {
  if (expr.kind === 'Literal') return foldText(expr.value);
  if (expr.kind === 'Cast') return fold(expr.child);
  if (expr.kind !== 'Call') return undefined;
  const args = expr.args.map(fold);
  const [x, y] = args;
  if (args.includes(null)) return null;
  if (x === undefined || x === null) return undefined;
  if (expr.name === 'negative') return -x;
  return y === undefined || y === null ? undefined : OPERATORS[expr.name]?.(x, y);
}

function foldText(value: unknown): number | null | undefined {
  if (value === null) return null;
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}
