import type { Executor } from '../contracts/executor.ts';
import type { BatchProgram } from '../incremental/batch-program.ts';
import type { StatefulOperator } from '../incremental/operators/stateful-operator.ts';
import { type BatchBinding, bindTemplate } from '../incremental/template.ts';
import type { TableCounts } from '../state/state-manager.ts';
import { LongType, structField, structType } from '../types/data-type.ts';
import { stateSizeSql } from './state-bytes.ts';

export interface OperatorStats {
  readonly operator: StatefulOperator;
  /** After the batch, all tables of the operator together. */
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly numRowsRemoved: number;
  readonly numRowsDroppedByWatermark: number;
  /** What its tables take in memory, about; see `stateSizeSql`. */
  readonly memoryUsedBytes: number;
  /** By table of the operator. */
  readonly tables: readonly TableCounts[];
}

/** Reads what each operator did, after its eviction, in one statement; `rowsBefore` is what each held before the batch, by operator id. */
export async function readOperatorStats(
  executor: Executor,
  program: BatchProgram,
  binding: BatchBinding,
  rowsBefore: ReadonlyMap<number, number>,
): Promise<readonly OperatorStats[]> {
  const { operators } = program;
  if (operators.length === 0) return [];
  const parts = operators.flatMap((operator, i) => [
    `(${operator.metrics}) AS m_${i}(updated_${i}, inserted_${i}, dropped_${i})`,
    ...operator.tables.flatMap((table, t) => [
      `(SELECT count(*) AS changed_${i}_${t} FROM ${table.name}__changed)`,
      `(${stateSizeSql(table, rowsBefore.get(operator.operatorId) ?? 0)}) AS s_${i}_${t}(rows_${i}_${t}, bytes_${i}_${t})`,
    ]),
  ]);
  const columns = operators.flatMap((operator, i) => [
    `updated_${i}`,
    `inserted_${i}`,
    `dropped_${i}`,
    ...operator.tables.flatMap((_, t) => [`changed_${i}_${t}`, `rows_${i}_${t}`]),
    operator.tables.map((_, t) => `bytes_${i}_${t}`).join(' + '),
  ]);
  const schema = structType(columns.map((_, i) => structField(`c${i}`, LongType)));
  const sql = `SELECT ${columns.map((c) => `CAST(${c} AS BIGINT)`).join(', ')} FROM ${parts.join(', ')}`;
  const [row = []] = await executor.query(bindTemplate(sql, binding), schema);
  const values = row.map(Number);
  let at = 0;
  return operators.map((operator) => {
    const [numRowsUpdated = 0, inserted = 0, numRowsDroppedByWatermark = 0] = values.slice(at, at + 3);
    const counts = values.slice(at + 3, at + 3 + 2 * operator.tables.length);
    const memoryUsedBytes = values[at + 3 + counts.length] ?? 0;
    at += 4 + counts.length;
    const tables = operator.tables.map((_, t) => ({ changed: counts[2 * t] ?? 0, rows: counts[2 * t + 1] ?? 0 }));
    const numRowsTotal = tables.reduce((sum, { rows }) => sum + rows, 0);
    const numRowsRemoved = Math.max(0, (rowsBefore.get(operator.operatorId) ?? 0) + inserted - numRowsTotal);
    const rows = { numRowsTotal, numRowsUpdated, numRowsRemoved, numRowsDroppedByWatermark };
    return { operator, ...rows, memoryUsedBytes, tables };
  });
}

/** The rows that each operator holds now, by operator id. */
export async function countStateRows(executor: Executor, program: BatchProgram): Promise<ReadonlyMap<number, number>> {
  const { operators } = program;
  if (operators.length === 0) return new Map();
  const schema = structType(operators.map((operator) => structField(`rows_${operator.operatorId}`, LongType)));
  const counts = operators.map(({ tables }) =>
    tables.map((table) => `(SELECT count(*) FROM ${table.name})`).join(' + '),
  );
  const [row = []] = await executor.query(`SELECT ${counts.join(', ')}`, schema);
  return new Map(operators.map((operator, i) => [operator.operatorId, Number(row[i] ?? 0)]));
}
