import type { Call, Expr } from '../expression/expr.ts';
import { lookupFunction } from '../expression/function-registry.ts';
import { exists } from '../expression/traverse.ts';

/** A call of an aggregate function. */
export const isAggregateCall = (expr: Expr): expr is Call =>
  expr.kind === 'Call' && lookupFunction(expr.name)?.kind === 'aggregate';

/** Whether an aggregate call is in the expression. */
export const hasAggregate = (expr: Expr): boolean => exists(expr, isAggregateCall);

/** `explode_outer` is `explode` that keeps rows without elements. */
const OUTER_SUFFIX = '_outer';

export const isOuterGenerator = (name: string): boolean => name.endsWith(OUTER_SUFFIX);
export const generatorName = (name: string): string =>
  isOuterGenerator(name) ? name.slice(0, -OUTER_SUFFIX.length) : name;

/** A call of a function that makes rows. */
export const isGeneratorCall = (expr: Expr): expr is Call =>
  expr.kind === 'Call' && lookupFunction(generatorName(expr.name))?.kind === 'generator';

export const hasGenerator = (expr: Expr): boolean => exists(expr, isGeneratorCall);
