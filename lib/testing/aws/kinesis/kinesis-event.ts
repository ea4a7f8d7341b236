import type { _Record } from '@aws-sdk/client-kinesis';
import type { KinesisStreamEvent } from 'aws-lambda';

const REGION = 'us-east-1';

/** The event with which Lambda hands records of one shard to a function. */
export const kinesisEvent = (streamArn: string, shardId: string, records: readonly _Record[]): KinesisStreamEvent => ({
  Records: records.map((record) => ({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.PartitionKey ?? '',
      sequenceNumber: record.SequenceNumber ?? '',
      data: Buffer.from(record.Data ?? []).toString('base64'),
      approximateArrivalTimestamp: (record.ApproximateArrivalTimestamp?.getTime() ?? 0) / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${record.SequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/function',
    awsRegion: REGION,
    eventSourceARN: streamArn,
  })),
});

/** What Lambda sends to the on-failure destination about records that it gives up: where they are, not what they hold. */
export interface DiscardedKinesisBatch {
  readonly requestContext: {
    readonly functionArn: string;
    readonly condition: 'RecordAgeExceeded' | 'RetryAttemptsExhausted';
    readonly approximateInvokeCount: number;
  };
  readonly version: '1.0';
  readonly timestamp: string;
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: string;
    readonly approximateArrivalOfLastRecord: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
}

/** The message about records that are given up. */
export function discardedBatch(
  about: {
    readonly streamArn: string;
    readonly shardId: string;
    readonly condition: DiscardedKinesisBatch['requestContext']['condition'];
    readonly invokes: number;
    readonly nowMs: number;
  },
  records: readonly _Record[],
): DiscardedKinesisBatch {
  const [first, last] = [records[0], records.at(-1)];
  const arrival = (record: _Record | undefined): string =>
    (record?.ApproximateArrivalTimestamp ?? new Date(0)).toISOString();
  return {
    requestContext: {
      functionArn: `arn:aws:lambda:${REGION}:000000000000:function:function`,
      condition: about.condition,
      approximateInvokeCount: about.invokes,
    },
    version: '1.0',
    timestamp: new Date(about.nowMs).toISOString(),
    KinesisBatchInfo: {
      shardId: about.shardId,
      startSequenceNumber: first?.SequenceNumber ?? '',
      endSequenceNumber: last?.SequenceNumber ?? '',
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn: about.streamArn,
    },
  };
}
