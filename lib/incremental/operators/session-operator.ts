import type { KeyColumns } from '../aggregation.ts';
import { slots } from '../template.ts';
import { type AggregateOperatorInput, partialSelect, watermarkedColumn } from './aggregate-operator.ts';
import { atOrBelow } from './event-time.ts';
import { antiJoin, semiJoin } from './key-join.ts';
import { changedTable, type StatefulOperator } from './stateful-operator.ts';

/**
 * Aggregation by `session_window`. Each row opens a session [t, t + gap); sessions of one key that overlap or touch become one. A batch
 * merges its sessions with the stored ones of the same keys and restates them. Late sessions are dropped in every mode; append
 * puts out and removes sessions whose end is at or below the watermark, complete puts out all and removes none. For aggregates that depend on the order of
 * rows, sessions follow each other by their starts, a stored one before a new one.
 */
export function sessionOperator({
  operatorId,
  aggregation,
  child,
  outputMode,
}: AggregateOperatorInput): StatefulOperator {
  const table = `state_${operatorId}`;
  const changed = changedTable(table);
  const session = aggregation.keys.find(isSession) as KeyColumns;
  const [start, end] = session.columns.map((column) => column.name) as [string, string];
  const others = aggregation.keyNames.filter((name) => name !== start && name !== end);
  const buffers = aggregation.buffers.map((buffer) => buffer.name);
  const stored = [...others, start, end, ...buffers].join(', ');
  const isWatermarked = watermarkedColumn(aggregation.keys) !== undefined;
  const late = isWatermarked ? atOrBelow(end, slots.late(operatorId)) : 'false';
  const closed = isWatermarked ? atOrBelow(end, slots.evict(operatorId)) : 'false';
  const partition = `PARTITION BY ${others.join(', ')} `;
  const touched = semiJoin(others, `${table}__partial WHERE NOT ${late}`);
  const earlierEnd = `max(${end}) OVER (${partition}ORDER BY __position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
  const merged = [
    ...others,
    `min(${start}) AS ${start}`,
    `max(${end}) AS ${end}`,
    ...aggregation.merges('__position'),
  ].join(', ');
  return {
    operatorId,
    operatorName: 'sessionWindowStateStoreSaveExec',
    tables: [
      {
        operatorId,
        name: table,
        columns: [
          ...aggregation.keys.flatMap((key) =>
            key.columns.map(({ name, type, label }) => ({ name, type, ...(label !== undefined && { label }) })),
          ),
          ...aggregation.buffers,
        ],
        keyColumns: [...others, start],
        evictBy: outputMode === 'append' ? end : undefined,
      },
    ],
    merge: [
      `CREATE OR REPLACE TEMP TABLE ${table}__partial AS ${partialSelect(aggregation, child)}`,
      `CREATE OR REPLACE TEMP TABLE ${table}__touched AS SELECT ${stored} FROM ${table}${touched}`,
      `CREATE OR REPLACE TEMP TABLE ${table}__merged AS SELECT ${merged} FROM (` +
        `SELECT *, sum(__opens) OVER (${partition}ORDER BY __position ROWS UNBOUNDED PRECEDING) AS __session FROM (` +
        `SELECT *, CASE WHEN ${start} <= ${earlierEnd} THEN 0 ELSE 1 END AS __opens FROM (` +
        `SELECT *, row_number() OVER (ORDER BY ${start}, __is_new) AS __position FROM (` +
        `SELECT ${stored}, true AS __is_new FROM ${table}__partial WHERE NOT ${late} ` +
        `UNION ALL SELECT ${stored}, false AS __is_new FROM ${table}__touched)))) ` +
        `GROUP BY ${[...others, '__session'].join(', ')}`,
      `CREATE OR REPLACE TEMP TABLE ${changed} AS SELECT ${stored}, false AS __deleted FROM ${table}__merged UNION ALL ` +
        `SELECT ${stored}, true AS __deleted FROM ${table}__touched${antiJoin([...others, start], `${table}__merged`)}`,
      `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table}${touched})`,
      `INSERT INTO ${table} (${stored}) SELECT ${stored} FROM ${table}__merged`,
    ],
    output: `SELECT ${aggregation.results.join(', ')} FROM ${table}${outputMode === 'append' ? ` WHERE ${closed}` : ''}`,
    evict: outputMode === 'append' ? [`DELETE FROM ${table} WHERE ${closed}`] : [],
    metrics: `SELECT count(*), count(*), (SELECT count(*) FROM ${table}__partial WHERE ${late}) FROM ${table}__merged`,
    wantsNoDataBatch: outputMode !== 'complete',
  };
}

const isSession = (key: KeyColumns): boolean => key.attribute.metadata.timeWindow === 'session_window';
