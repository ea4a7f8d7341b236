import type { Limit } from '../../plan/logical-plan.ts';
import { changedTable, type StatefulOperator } from './stateful-operator.ts';

export interface LimitOperatorInput {
  readonly operatorId: number;
  readonly plan: Limit;
  readonly child: string;
}

/** `LIMIT n` in append mode: the first n rows of the whole stream. State is one row, the number of rows let through so far. */
export function limitOperator({ operatorId, plan, child }: LimitOperatorInput): StatefulOperator {
  const table = `state_${operatorId}`;
  const changed = changedTable(table);
  const passed = `${table}__passed`;
  const soFar = `(SELECT coalesce(max(row_count), 0) FROM ${table})`;
  return {
    operatorId,
    operatorName: 'globalLimit',
    tables: [
      { operatorId, name: table, columns: [{ name: 'row_count', type: 'BIGINT' }], keyColumns: [], evictBy: undefined },
    ],
    merge: [
      `CREATE OR REPLACE TEMP TABLE ${passed} AS SELECT * FROM (${child}) LIMIT greatest(0, ${plan.limit ?? 0} - ${soFar})`,
      `CREATE OR REPLACE TEMP TABLE ${changed} AS SELECT ${soFar} + count(*) AS row_count, false AS __deleted FROM ${passed}`,
      `DELETE FROM ${table}`,
      `INSERT INTO ${table} SELECT row_count FROM ${changed}`,
    ],
    output: `SELECT * FROM ${passed}`,
    evict: [],
    metrics: `SELECT 1, CASE WHEN ${soFar} = 0 THEN 1 ELSE 0 END, 0`,
    wantsNoDataBatch: false,
  };
}
