import type { PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { ConnectorError } from '../../errors/index.ts';
import type { Clock } from '../../util/clock.ts';
import type { KinesisPort } from '../aws/ports.ts';
import { unlessStopped } from '../unless-stopped.ts';
import { orMissingStream } from './missing-stream.ts';
import { type StreamIdentifier, streamTitle } from './options.ts';
import type { OutgoingRecord } from './outgoing-records.ts';
import { packRequest, type RequestLimits } from './pack-request.ts';
import { backOffMs, isThrottled, SERVICE } from './retrying.ts';

/** How records are put. */
export interface PutRequest {
  readonly kinesis: KinesisPort;
  readonly stream: StreamIdentifier;
  readonly clock: Clock;
  readonly limits: RequestLimits;
  /** Longest time in which the stream takes nothing. */
  readonly maxRetryMs: number;
  readonly signal: AbortSignal;
}

/** Puts records, request by request, until the stream has taken all. What it does not take is put again, after a wait, before later records of the same key. */
export async function putRecords(records: readonly OutgoingRecord[], request: PutRequest): Promise<void> {
  const { clock, maxRetryMs, signal } = request;
  let pending = records;
  let progressMs = clock.now();
  let failures = 0;
  while (pending.length > 0) {
    const places = packRequest(pending, request.limits);
    const { taken, failure } = await putOnce(pending, places, request);
    if (taken.size > 0) {
      pending = pending.filter((_, place) => !taken.has(place));
      progressMs = clock.now();
      failures = 0;
    }
    if (failure === undefined) continue;
    if (clock.now() - progressMs >= maxRetryMs)
      throw new ConnectorError('KINESIS_PUT_FAILED', {
        stream: streamTitle(request.stream),
        records: pending.length,
        code: failure.ErrorCode ?? 'unknown',
        reason: failure.ErrorMessage ?? 'none given',
      });
    failures++;
    await clock.waitUntil(clock.now() + backOffMs(failures), signal);
  }
}

interface Outcome {
  /** Places of the records that the stream has. */
  readonly taken: ReadonlySet<number>;
  /** What it said of the first that it has not. */
  readonly failure: PutRecordsResultEntry | undefined;
}

async function putOnce(
  pending: readonly OutgoingRecord[],
  places: readonly number[],
  { kinesis, stream, signal }: PutRequest,
): Promise<Outcome> {
  const Records = places.map((place) => ({ PartitionKey: pending[place]?.partitionKey, Data: pending[place]?.data }));
  try {
    const { Records: results = [] } = await unlessStopped(
      () => kinesis.putRecords({ ...stream, Records }),
      signal,
      SERVICE,
    );
    const isTaken = (result: PutRecordsResultEntry | undefined): boolean =>
      typeof result?.SequenceNumber === 'string' && !result.ErrorCode;
    return {
      taken: new Set(places.filter((_, i) => isTaken(results[i]))),
      failure: results.find((result) => !isTaken(result)),
    };
  } catch (error) {
    if (!isThrottled(error) || !(error instanceof Error)) throw orMissingStream(error, stream);
    return { taken: new Set(), failure: { ErrorCode: error.name, ErrorMessage: error.message } };
  }
}
