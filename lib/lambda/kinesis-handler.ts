import type { Arrivals } from '../contracts/source.ts';
import { QueryStartError } from '../errors/index.ts';
import { type BatchResponse, isUnfinished } from './batch-response.ts';
import { instrumented, type LambdaHandler } from './instrumented.ts';
import { type KinesisEvent, type ShardArrivals, shardArrivals, streamNameOf } from './kinesis-event.ts';
import { QueryRuntime } from './query-runtime.ts';
import { runQuery } from './run-query.ts';
import type { WarmQuery } from './warm-query.ts';

/**
 * Makes an event of a Kinesis event source mapping a batch: its records are taken as they come, those that are committed are skipped, and what the query has not read
 * before them is read first. Either all records of the event are committed when it answers, or the answer names the first as failed; a failure of the query or its
 * data is thrown.
 *
 * @example
 * export const handler = kinesisHandler(new QueryRuntime({ module: () => import('millrace-query') }));
 */
export function kinesisHandler(runtime: QueryRuntime = new QueryRuntime()): LambdaHandler<KinesisEvent, BatchResponse> {
  return instrumented(runtime, async (event, invocation) => {
    if (!Array.isArray(event?.Records) || event.Records.some(({ kinesis }) => kinesis === undefined))
      throw await unexpected(runtime, 'it has no records of Kinesis');
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const shard of shardArrivals(event)) {
      const { name } = await runtime.manifest();
      const outcome = await runQuery(runtime, invocation, (query) => ({
        arrivals: arrivalsBySource(query, name, shard),
        onlyArrivals: true,
      }));
      const first = shard.records[0];
      if (isUnfinished(outcome) && first !== undefined)
        batchItemFailures.push({ itemIdentifier: first.sequenceNumber });
    }
    return { batchItemFailures };
  });
}

/** The records for every source that reads their stream. */
function arrivalsBySource(query: WarmQuery, name: string, shard: ShardArrivals): readonly (Arrivals | undefined)[] {
  const { streamArn, shardId, records } = shard;
  const arrivals: Arrivals = { kind: 'records', shardId, records };
  const bySource = query.sources.map(({ relation }) => {
    const option = (wanted: string) =>
      Object.entries(relation.options).find(([key]) => key.toLowerCase() === wanted)?.[1];
    const reads = option('streamarn') === streamArn || option('streamname') === streamNameOf(streamArn);
    return relation.format.toLowerCase() === 'kinesis' && reads ? arrivals : undefined;
  });
  if (bySource.some((found) => found !== undefined)) return bySource;
  throw unexpectedEvent(name, `the query does not read the stream ${streamArn}`);
}

const unexpected = async (runtime: QueryRuntime, why: string) => unexpectedEvent((await runtime.manifest()).name, why);

const unexpectedEvent = (query: string, why: string) =>
  new QueryStartError('LAMBDA_EVENT_UNEXPECTED', {
    handler: 'kinesis',
    query,
    why,
    expected: "an event source mapping of the query's stream",
  });
