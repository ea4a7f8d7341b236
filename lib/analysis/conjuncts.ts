import { call, type Expr } from '../expression/expr.ts';
import { BooleanType } from '../types/data-type.ts';

/** `a AND b AND c` as a list. */
export function splitConjuncts(expr: Expr): readonly Expr[] {
  return expr.kind === 'Call' && expr.name === 'and' ? expr.args.flatMap(splitConjuncts) : [expr];
}

/** A list as `a AND b AND c`; undefined for an empty one. */
export function joinConjuncts(conjuncts: readonly Expr[]): Expr | undefined {
  return conjuncts.reduce<Expr | undefined>(
    (all, one) => (all === undefined ? one : call('and', [all, one], { dataType: BooleanType })),
    undefined,
  );
}

/** As {@link splitConjuncts}, with BETWEEN as its two comparisons. */
export function splitComparisons(expr: Expr): readonly Expr[] {
  return splitConjuncts(expr).flatMap((conjunct): readonly Expr[] => {
    const [value, low, high] = conjunct.kind === 'Call' && conjunct.name === 'between' ? conjunct.args : [];
    if (value === undefined || low === undefined || high === undefined) return [conjunct];
    const type = { dataType: BooleanType };
    return [call('>=', [value, low], type), call('<=', [value, high], type)];
  });
}
