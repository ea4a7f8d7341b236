import type { Limit } from '../../plan/logical-plan.ts';
import { changedTable, type StatefulOperator } from './stateful-operator.ts';

export interface LimitOperatorInput {
  readonly operatorId: number;
  readonly plan: Limit;
  readonly child: string;
}

/** `LIMIT n` over appended rows: the first n rows of the whole stream. State is one row, the number of rows let through so far, once there are any. */
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
      `CREATE OR REPLACE TEMP TABLE ${changed} AS SELECT ${soFar} + count(*) AS row_count, ${soFar} = 0 AS __new, ` +
        `false AS __deleted FROM ${passed} HAVING count(*) > 0`,
      `DELETE FROM ${table} WHERE EXISTS (SELECT 1 FROM ${changed})`,
      `INSERT INTO ${table} SELECT row_count FROM ${changed}`,
    ],
    output: `SELECT * FROM ${passed}`,
    evict: [],
    metrics: `SELECT count(*), count(*) FILTER (WHERE __new), 0 FROM ${changed}`,
    wantsNoDataBatch: false,
  };
}
