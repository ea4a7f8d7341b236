import { normaliseGroupingKey } from '../../expression/duckdb-printer.ts';
import type { AttributeReference } from '../../expression/expr.ts';
import type { Deduplicate } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { type DataType, existsType } from '../../types/data-type.ts';
import { keyColumns } from '../aggregation.ts';
import { columnNames } from '../names.ts';
import { slots } from '../template.ts';
import { watermarkedColumn } from './aggregate-operator.ts';
import { atOrBelow, eventTimeAttribute, eventTimeSql } from './event-time.ts';
import { semiJoin } from './key-join.ts';
import { changedTable, type StatefulOperator } from './stateful-operator.ts';

export interface DeduplicateOperatorInput {
  readonly operatorId: number;
  readonly plan: Deduplicate;
  /** SELECT of the child's rows, in arrival order. */
  readonly child: string;
}

/**
 * `dropDuplicates` and `dropDuplicatesWithinWatermark`: the first row of a key in arrival order passes. Late rows are dropped first, if the
 * event-time column is there. State holds the keys; a key leaves it when its event time (if that is a key column), or within-watermark its
 * expiry (event time plus delay of the row that passed), is at or below the watermark.
 */
export function deduplicateOperator({ operatorId, plan, child }: DeduplicateOperatorInput): StatefulOperator {
  const table = `state_${operatorId}`;
  const changed = changedTable(table);
  const input = `${table}__input`;
  const passed = `${table}__passed`;
  const output = outputOf(plan.child);
  const keys = (plan.keys.length > 0 ? (plan.keys as readonly AttributeReference[]) : output).map((key, i) =>
    keyColumns(key, `k${i}`, normaliseKey),
  );
  const keyNames = keys.flatMap((key) => key.columns.map((column) => column.name));
  const inputs = keys.flatMap((key) => key.columns.map((column) => `${column.input} AS ${column.name}`));
  const eventTime = eventTimeAttribute(output);
  const late = eventTime === undefined ? 'false' : atOrBelow(eventTimeSql(eventTime), slots.late(operatorId));
  const expiry = plan.withinWatermark && eventTime !== undefined ? expirySql(eventTime) : undefined;
  const evictBy = expiry === undefined ? watermarkedColumn(keys) : 'expires_at';
  const stored = [...keyNames, ...(expiry === undefined ? [] : ['expires_at'])];
  const first = `row_number() OVER (PARTITION BY ${keyNames.join(', ')} ORDER BY __ordinal) = 1`;
  const known = keyNames.map((key) => `s.${key} IS NOT DISTINCT FROM i.${key}`).join(' AND ');
  const expires = expiry === undefined ? '' : `, ${expiry} AS expires_at`;
  return {
    operatorId,
    operatorName: plan.withinWatermark ? 'dedupeWithinWatermark' : 'dedupe',
    tables: [
      {
        operatorId,
        name: table,
        columns: [
          ...keys.flatMap((key) =>
            key.columns.map(({ name, type, label }) => ({ name, type, ...(label !== undefined && { label }) })),
          ),
          ...(expiry === undefined ? [] : [{ name: 'expires_at', type: 'TIMESTAMPTZ' }]),
        ],
        keyColumns: keyNames,
        evictBy,
      },
    ],
    merge: [
      `CREATE OR REPLACE TEMP TABLE ${input} AS SELECT *, ${inputs.join(', ')}, ${late} AS __late${expires}, ` +
        `row_number() OVER () AS __ordinal FROM (${child})`,
      `CREATE OR REPLACE TEMP TABLE ${passed} AS SELECT * FROM (SELECT * FROM ${input} WHERE NOT __late QUALIFY ${first}) i ` +
        `WHERE NOT EXISTS (SELECT 1 FROM (${candidates(table, keyNames, input, watermarkedColumn(keys))}) s WHERE ${known})`,
      `CREATE OR REPLACE TEMP TABLE ${changed} AS SELECT ${stored.join(', ')}, false AS __deleted FROM ${passed}`,
      `INSERT INTO ${table} SELECT ${stored.join(', ')} FROM ${changed}`,
    ],
    output: `SELECT ${columnNames(output)} FROM (SELECT * FROM ${passed} ORDER BY __ordinal)`,
    evict: evictBy === undefined ? [] : [`DELETE FROM ${table} WHERE ${atOrBelow(evictBy, slots.evict(operatorId))}`],
    metrics: `SELECT count(*), count(*), (SELECT count(*) FROM ${input} WHERE __late) FROM ${changed}`,
    wantsNoDataBatch: true,
  };
}

/** The stored keys that the batch may repeat: where an event time is among the key columns, those of the batch's times and those without a time. */
function candidates(table: string, keys: readonly string[], input: string, time: string | undefined): string {
  const stored = `SELECT ${keys.join(', ')} FROM ${table}`;
  if (time === undefined) return stored;
  return `${stored}${semiJoin(keys, input, new Set([time]))} UNION ALL ${stored} WHERE ${time} IS NULL`;
}

/** The order of a map's entries tells keys apart here, unlike in GROUP BY. */
const normaliseKey = (sql: string, type: DataType): string =>
  existsType(type, ({ kind }) => kind === 'map') ? sql : normaliseGroupingKey(sql, type);

/** A null event time counts as 1970, and so does a window: Spark lets such keys go at the first chance. */
const expirySql = (eventTime: AttributeReference): string =>
  `coalesce(${eventTime.dataType.kind === 'struct' ? 'NULL' : eventTimeSql(eventTime)}, make_timestamptz(0)) + to_milliseconds(${eventTime.metadata.watermarkDelayMs ?? 0})`;
