import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, literal } from '../expression/expr.ts';
import { generate, type LogicalPlan, localRelation, project } from '../plan/logical-plan.ts';
import { LongType } from '../types/data-type.ts';
import { namedExpression } from './attribute-name.ts';

/** The whole numbers from `start` to before `end`, in the column `id`. */
export function numberRange(start: number | bigint, end: number | bigint, step: number | bigint): LogicalPlan {
  const [from, to, by] = [start, end, step].map(wholeNumber) as [bigint, bigint, bigint];
  if (by === 0n) throw new AnalysisError('INVALID_RANGE', { why: 'step (0) cannot be 0' });
  const isEmpty = by > 0n ? from >= to : from <= to;
  const steps = isEmpty ? 0n : (to - from + (by > 0n ? -1n : 1n)) / by;
  const numbers = isEmpty
    ? call('slice', [call('array', [long(0n)]), long(1n), long(0n)])
    : call('sequence', [long(from), long(from + steps * by), long(by)]);
  const generator = call('explode', [numbers]);
  return project([namedExpression('id')], generate({ generator, columnNames: ['id'], child: localRelation([[]], []) }));
}

const long = (value: bigint): Expr => literal(String(value), LongType);

function wholeNumber(value: number | bigint): bigint {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return BigInt(value);
  throw new AnalysisError('INVALID_RANGE', { why: `${String(value)} is no whole number` });
}
