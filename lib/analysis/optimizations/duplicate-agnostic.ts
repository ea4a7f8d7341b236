import type { Call, Expr } from '../../expression/expr.ts';
import { collect } from '../../expression/traverse.ts';
import { isAggregateCall } from '../functions.ts';

const AGNOSTIC: ReadonlySet<string> = new Set(
  'max min bit_and bit_or collect_set bool_and bool_or every some any'.split(' '),
);

/** Whether aggregates give the same however often each row is there. */
export const isDuplicateAgnostic = (exprs: readonly Expr[]): boolean =>
  exprs
    .flatMap((expr) => collect(expr, (part): part is Call => isAggregateCall(part)))
    .every((call) => call.distinct || AGNOSTIC.has(call.name));
