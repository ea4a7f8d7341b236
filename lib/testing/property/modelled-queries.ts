import type { OutputMode } from '../../contracts/output-mode.ts';
import { AGGREGATE_SQL, type MeasuredRow } from '../models/aggregates.ts';
import { type DeduplicateKey, DeduplicateModel, type KeyedRow } from '../models/deduplicate-model.ts';
import { type JoinBounds, JoinModel, type JoinRow } from '../models/join-model.ts';
import type { OperatorModel, WatermarkRules } from '../models/query-model.ts';
import { SessionModel } from '../models/session-model.ts';
import { WindowModel, type WindowShape } from '../models/window-model.ts';
import type { TracedQuery } from './trace-runner.ts';

/** A query of the engine beside its model. */
export interface ModelledQuery<R> {
  readonly query: TracedQuery<R>;
  readonly model: () => OperatorModel<R>;
  readonly watermark: Omit<WatermarkRules<R>, 'noDataBatches'>;
}

/** The view `e` of measured rows; delay in milliseconds, undefined: no watermark. */
export const measuredStream = (delayMs: number | undefined): TracedQuery<MeasuredRow>['sources'] => [
  {
    name: 'e',
    schema: 't TIMESTAMP, k STRING, v BIGINT',
    watermark: delayMs === undefined ? undefined : ['t', delayMs],
    toRow: ({ t, k, v }) => [time(t), k, v],
  },
];

/** Aggregates by window and key. */
export function windowAggregate(
  shape: WindowShape,
  delayMs: number,
  outputMode: OutputMode,
): ModelledQuery<MeasuredRow> {
  const windows = `window(t, '${shape.sizeMs} milliseconds', '${shape.slideMs} milliseconds')`;
  const sql = `SELECT window.start AS ws, window.end AS we, k, ${AGGREGATE_SQL} FROM e GROUP BY ${windows}, k`;
  return {
    query: { sources: measuredStream(delayMs), frame: (session) => session.sql(sql), outputMode },
    model: () => new WindowModel(shape, outputMode),
    watermark: { delaysMs: [delayMs] },
  };
}

/** Aggregates by session and key. */
export function sessionAggregate(gapMs: number, delayMs: number): ModelledQuery<MeasuredRow> {
  const windows = `session_window(t, '${gapMs} milliseconds')`;
  const sql = `SELECT session_window.start AS ss, session_window.end AS se, k, ${AGGREGATE_SQL} FROM e GROUP BY ${windows}, k`;
  return {
    query: { sources: measuredStream(delayMs), frame: (session) => session.sql(sql), outputMode: 'append' },
    model: () => new SessionModel(gapMs),
    watermark: { delaysMs: [delayMs] },
  };
}

/** The first row of each key. */
export function deduplicated(kind: DeduplicateKey['kind'], delayMs: number): ModelledQuery<KeyedRow> {
  const toRow = ({ t, k, id }: KeyedRow) => [time(t), k, id];
  return {
    query: {
      sources: [{ name: 'e', schema: 't TIMESTAMP, k STRING, id INT', watermark: ['t', delayMs], toRow }],
      frame: (session) => {
        const rows = session.table('e');
        if (kind === 'withinWatermark') return rows.dropDuplicatesWithinWatermark(['k']);
        return rows.dropDuplicates(kind === 'key' ? ['k'] : ['k', 't']);
      },
      outputMode: 'append',
    },
    model: () => new DeduplicateModel(kind === 'withinWatermark' ? { kind, delayMs } : { kind }),
    watermark: { delaysMs: [delayMs] },
  };
}

/** Pairs of one key whose times lie near each other; left outer or inner. */
export function intervalJoin(
  bounds: JoinBounds,
  delaysMs: readonly [left: number, right: number],
  isOuter: boolean,
): ModelledQuery<JoinRow> {
  const side = (name: string, delayMs: number): TracedQuery<JoinRow>['sources'][number] => ({
    name,
    schema: `${name}t TIMESTAMP, ${name}k STRING, ${name}v INT`,
    watermark: [`${name}t`, delayMs],
    toRow: ({ t, k, v }) => [time(t), k, v],
  });
  const [from, to] = [bounds.beforeMs / 1000, bounds.afterMs / 1000];
  const sql =
    `SELECT lk, lv, rv FROM l ${isOuter ? 'LEFT' : 'INNER'} JOIN r ON lk = rk AND ` +
    `rt BETWEEN lt - INTERVAL ${from} SECONDS AND lt + INTERVAL ${to} SECONDS`;
  return {
    query: {
      sources: [side('l', delaysMs[0]), side('r', delaysMs[1])],
      frame: (session) => session.sql(sql),
      outputMode: 'append',
    },
    model: () => new JoinModel(bounds, isOuter),
    // Rows with nulls cannot match: they never reach the join, but for those of an outer side.
    watermark: { delaysMs, isFiltered: ({ t, k }, source) => (t === null || k === null) && !(isOuter && source === 0) },
  };
}

const time = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
