import type { OutputMode } from '../../lib/contracts/output-mode.ts';
import type { StreamTrigger } from '../../lib/contracts/session-backend.ts';
import { attributeReference } from '../../lib/expression/expr.ts';
import { eventTimeWatermark, type LogicalPlan, streamingRelation, union } from '../../lib/plan/logical-plan.ts';
import { planToJson } from '../../lib/plan/plan-json.ts';
import { structField, structType, TimestampType } from '../../lib/types/data-type.ts';
import { type DeployedQuery, deployedQuery } from './deployed-query.ts';

type Options = Readonly<Record<string, string>>;

export interface FixtureQuery {
  readonly sources?: readonly (readonly [format: string, options: Options])[];
  readonly sink?: readonly [format: string, options: Options];
  readonly trigger?: StreamTrigger;
  readonly outputMode?: OutputMode;
  readonly watermark?: boolean;
}

const relation = (format: string, options: Options, i: number) =>
  streamingRelation({
    sourceId: i,
    format,
    options,
    schema: structType([structField('t', TimestampType, true)]),
    output: [attributeReference({ name: 't', exprId: 10 + i, dataType: TimestampType, nullable: true })],
  });

/** A query without an entry file: what the wiring makes of sources, sink and trigger. */
export function fixtureQuery({
  sources = [['kinesis', { streamName: 'clicks' }]],
  sink = ['parquet', { path: 's3://out/clicks' }],
  trigger = { kind: 'processingTime', intervalMs: 0 },
  outputMode = 'append',
  watermark = false,
}: FixtureQuery = {}): DeployedQuery {
  const relations = sources.map(([format, options], i) => relation(format, options, i));
  const [first] = relations;
  if (first === undefined) throw new Error('a query has a source');
  const input: LogicalPlan = relations.length === 1 ? first : union(relations, false, first.output);
  const eventTime = first.output[0];
  const plan =
    watermark && eventTime !== undefined
      ? eventTimeWatermark({ eventTime, delayMs: 60_000, delayText: '1 minute', child: input })
      : input;
  const [format, options] = sink;
  return deployedQuery({
    formatVersion: 1,
    name: 'fixture',
    plan: planToJson(plan),
    outputMode,
    sink: { format, options, partitionBy: [] },
    trigger,
    conf: {},
    userFunctions: [],
    usesForeach: false,
    usesForeachBatch: false,
    sql: { queries: {}, expressions: {} },
    fingerprint: 'f',
    operators: [],
  });
}
