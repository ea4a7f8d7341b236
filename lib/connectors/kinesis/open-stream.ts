import type { SourceLog } from '../../contracts/source.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import type { Clock } from '../../util/clock.ts';
import type { KinesisPort } from '../aws/ports.ts';
import { type InitialPosition, initialPosition } from './initial-position.ts';
import { orMissingStream } from './missing-stream.ts';
import { type KinesisSourceSettings, streamTitle } from './options.ts';
import { withBackOff } from './retrying.ts';
import { listShards, type ShardLineage } from './shard-lineage.ts';
import type { ShardReaderContext } from './shard-reader.ts';

/** What a Kinesis source is made of. */
export interface KinesisSourceRequest {
  readonly settings: KinesisSourceSettings;
  readonly schema: StructType;
  /** Whether payloads are JSON by the user's schema; otherwise the columns are those of the records. */
  readonly isJson: boolean;
  readonly kinesis: KinesisPort;
  readonly log: SourceLog;
  readonly clock: Clock;
}

/** What is known of the stream, from the first call on. */
export interface OpenStream {
  readonly initial: InitialPosition;
  readonly reading: ShardReaderContext;
  lineage: ShardLineage;
  /** Shards of offsets that were not listed any more when the shards were listed for them. */
  readonly gone: Set<string>;
}

const HOUR_MS = 3_600_000;

/** Looks at the stream and fixes where a new query begins; `arrivals`: when the records came that woke it, if an event did. */
export async function openStream(
  { kinesis, settings, clock, log }: KinesisSourceRequest,
  arrivals: readonly number[],
  signal: AbortSignal,
): Promise<OpenStream> {
  const { stream, values } = settings;
  const { StreamDescriptionSummary: summary } = await withBackOff(
    () => kinesis.describeStreamSummary(stream),
    clock,
    signal,
  ).catch((error: unknown) => {
    throw orMissingStream(error, stream);
  });
  const lineage = await withBackOff(() => listShards(kinesis, stream), clock, signal);
  const streamCreatedMs = summary?.StreamCreationTimestamp?.getTime() ?? 0;
  // A query that an event wakes for the first time begins with that event, not with what comes after it.
  const ms = Math.min(clock.now(), ...arrivals);
  const initial = await initialPosition(log, settings, { ms, lineage, streamCreatedMs });
  if (initial.streamCreatedMs !== streamCreatedMs)
    throw new ConnectorError('KINESIS_DATA_LOSS.STREAM_RECREATED', {
      stream: streamTitle(stream),
      before: new Date(initial.streamCreatedMs).toISOString(),
      now: new Date(streamCreatedMs).toISOString(),
    });
  const reading: ShardReaderContext = {
    kinesis,
    stream,
    clock,
    signal,
    retentionMs: (summary?.RetentionPeriodHours ?? 24) * HOUR_MS,
    failOnDataLoss: values.failOnDataLoss,
  };
  return { initial, reading, lineage, gone: new Set() };
}
