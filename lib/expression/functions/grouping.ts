import { ExecutionError } from '../../errors/index.ts';
import { ByteType, LongType } from '../../types/data-type.ts';
import type { Call } from '../expr.ts';
import type { FunctionRecord } from '../function-record.ts';
import { ANY } from '../type-rule.ts';
import { scalar } from './define.ts';

const planned = (_: readonly string[], expr: Call): never => {
  throw new ExecutionError('INTERNAL_ERROR', {
    message: `${expr.name} cannot be evaluated where it stands.`,
  });
};

/** Functions that analysis replaces or refuses. */
export const groupingFunctions: readonly FunctionRecord[] = [
  scalar(['grouping', 'grouping(expr)', 'Whether a grouping expression is rolled up in the row: 1, else 0.'], {
    params: [ANY],
    returns: ByteType,
    nullable: false,
    sql: planned,
  }),
  scalar(['grouping_id', 'grouping_id([expr, …])', 'The bits of grouping() of all grouping expressions.'], {
    params: [],
    rest: ANY,
    required: 0,
    returns: LongType,
    nullable: false,
    sql: planned,
  }),
  scalar(['monotonically_increasing_id', 'monotonically_increasing_id()', 'Refused on streams, as in Spark.'], {
    params: [],
    returns: LongType,
    nullable: false,
    sql: planned,
  }),
];
