import { ExecutionError } from '../../errors/index.ts';
import { BooleanType } from '../../types/data-type.ts';
import type { FunctionRecord } from '../function-record.ts';
import { DOUBLE } from '../type-rule.ts';
import { scalar } from './define.ts';

/** TABLESAMPLE (n PERCENT) as a condition. */
export const SAMPLE = '__sample';

const RANKING: ReadonlySet<string> = new Set(
  'cume_dist dense_rank lag lead nth_value ntile percent_rank rank row_number'.split(' '),
);

/** Whether the function is one that only stands before OVER. */
export const isWindowFunction = (name: string): boolean => RANKING.has(name.toLowerCase());

/** Parts of queries that no stream can run; they have a type, so that the refusal comes where Spark gives it. */
export const refusedFunctions: readonly FunctionRecord[] = [
  scalar([SAMPLE, 'TABLESAMPLE (n PERCENT)', 'A sample of the rows.'], {
    params: [DOUBLE],
    returns: BooleanType,
    nullable: false,
    sql: () => {
      throw new ExecutionError('UNSUPPORTED_SQL', {
        feature: 'TABLESAMPLE',
        remedy: 'Select rows by a hash of their key.',
      });
    },
  }),
];
