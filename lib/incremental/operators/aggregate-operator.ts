import type { OutputMode } from '../../contracts/output-mode.ts';
import type { StateTable } from '../../contracts/state-table.ts';
import type { AttributeReference } from '../../expression/expr.ts';
import { isWindowType } from '../../types/data-type.ts';
import { type Aggregation, type KeyColumns, ORDINAL } from '../aggregation.ts';
import { slots } from '../template.ts';
import { atOrBelow, eventTimeAttribute } from './event-time.ts';
import { semiJoin } from './key-join.ts';
import { changedTable, type StatefulOperator } from './stateful-operator.ts';

export interface AggregateOperatorInput {
  readonly operatorId: number;
  readonly aggregation: Aggregation;
  /** SELECT of the child's rows. */
  readonly child: string;
  readonly outputMode: OutputMode;
  /** Whether there is a watermark below the operator. */
  readonly watermarked: boolean;
}

/**
 * Streaming aggregation, one row of buffers per key. A batch is aggregated on its own first; late groups are dropped; what is left
 * is merged with the stored rows of the same keys.
 * | mode     | late groups | output                          | state kept                    |
 * |----------|-------------|---------------------------------|-------------------------------|
 * | append   | dropped     | groups at or below the watermark | groups above the watermark   |
 * | update   | dropped     | groups touched by the batch     | groups above the watermark    |
 * | complete | kept        | all groups                      | all groups                    |
 * A global aggregate has one group, which is there from the first batch on, even an empty one.
 */
export function aggregateOperator(input: AggregateOperatorInput): StatefulOperator {
  const { operatorId, aggregation, outputMode } = input;
  const table = `state_${operatorId}`;
  const changed = changedTable(table);
  const timeColumn = outputMode === 'complete' ? undefined : watermarkedColumn(aggregation.keys);
  const late = timeColumn === undefined ? 'false' : atOrBelow(timeColumn, slots.late(operatorId));
  const closed = timeColumn === undefined ? 'false' : atOrBelow(timeColumn, slots.evict(operatorId));
  const source = outputMode === 'update' ? changed : table;
  const results = aggregation.results.join(', ');
  return {
    operatorId,
    operatorName: 'stateStoreSave',
    tables: [stateTable(operatorId, table, aggregation, timeColumn)],
    merge: [
      `CREATE OR REPLACE TEMP TABLE ${table}__partial AS ${partialSelect(aggregation, input.child)}`,
      mergeStatement(table, aggregation, late),
      `DELETE FROM ${table} WHERE rowid IN (SELECT __rid FROM ${changed} WHERE __rid IS NOT NULL)`,
      `INSERT INTO ${table} SELECT ${columnList(aggregation)} FROM ${changed}`,
    ],
    output: `SELECT ${results} FROM ${source}${outputMode === 'append' ? ` WHERE ${closed}` : ''}`,
    evict: timeColumn === undefined ? [] : [`DELETE FROM ${table} WHERE ${closed}`],
    metrics:
      `SELECT * FROM (SELECT count(*), count(*) FILTER (WHERE __rid IS NULL) FROM ${changed}), ` +
      `(SELECT count(*) FROM ${table}__partial WHERE ${late})`,
    wantsNoDataBatch: input.watermarked && outputMode !== 'complete',
  };
}

/** A column that `window` made: rows without a time have been left out, unless an outer join has put them back. */
const isWindow = ({ attribute }: KeyColumns): boolean =>
  attribute.metadata.timeWindow !== undefined && !attribute.nullable;

const columnList = (aggregation: Aggregation): string =>
  [...aggregation.keyNames, ...aggregation.buffers.map((b) => b.name)].join(', ');

function stateTable(
  operatorId: number,
  name: string,
  aggregation: Aggregation,
  evictBy: string | undefined,
): StateTable {
  const keys = aggregation.keys.flatMap((key) =>
    key.columns.map(({ name, type, label }) => ({ name, type, ...(label !== undefined && { label }) })),
  );
  return { operatorId, name, columns: [...keys, ...aggregation.buffers], keyColumns: aggregation.keyNames, evictBy };
}

/** The column of the keys that is compared with the watermark. */
export function watermarkedColumn(keys: readonly KeyColumns[]): string | undefined {
  const attribute = eventTimeAttribute(keys.map((key) => key.attribute)) as AttributeReference | undefined;
  const key = keys.find((candidate) => candidate.attribute === attribute);
  if (attribute === undefined || key === undefined) return undefined;
  return isWindowType(attribute.dataType) ? key.columns[1]?.name : key.columns[0]?.name;
}

/** Adds the order of arrival, over batches too, to a relation. */
export const withOrdinal = (relation: string): string =>
  `SELECT *, (${slots.batchId}::BIGINT << 40) + row_number() OVER () AS ${ORDINAL} FROM (${relation})`;

/** Keys and buffers of some rows; `__rows` tells a global aggregate over no rows from one over rows. */
export function partialSelect(aggregation: Aggregation, child: string): string {
  const keys = aggregation.keyNames;
  const rows = keys.length === 0 ? ['count(*) AS __rows'] : [];
  const selected = [...aggregation.keyInputs, ...aggregation.updates, ...rows];
  const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.map((_, i) => i + 1).join(', ')}`;
  const relation = aggregation.needsOrdinal ? withOrdinal(child) : child;
  return `SELECT ${selected.join(', ')} FROM (${relation})${groupBy}`;
}

function mergeStatement(table: string, aggregation: Aggregation, late: string): string {
  const columns = columnList(aggregation);
  const keys = aggregation.keyNames;
  const kept = keys.length === 0 ? `__rows > 0 OR NOT EXISTS (SELECT 1 FROM ${table})` : `NOT ${late}`;
  const neverNull = aggregation.keys.filter(isWindow).flatMap((key) => key.columns);
  const touched =
    keys.length === 0
      ? ''
      : semiJoin(keys, `${table}__partial WHERE ${kept}`, new Set(neverNull.map(({ name }) => name)));
  const merged = [...keys, ...aggregation.merges(), 'max(__rid) AS __rid', 'false AS __deleted'].join(', ');
  const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`;
  return (
    `CREATE OR REPLACE TEMP TABLE ${changedTable(table)} AS SELECT ${merged} FROM (` +
    `SELECT ${columns}, NULL::BIGINT AS __rid FROM ${table}__partial WHERE ${kept} ` +
    `UNION ALL SELECT ${columns}, rowid AS __rid FROM ${table}${touched})${groupBy}`
  );
}
