import type { ArrivedRecord } from '../contracts/source.ts';

/** An event of a Kinesis event source mapping, as far as it is read. */
export interface KinesisEvent {
  readonly Records: readonly {
    /** `shardId-000000000000:4959…`. */
    readonly eventID: string;
    readonly eventSourceARN: string;
    readonly kinesis: {
      readonly sequenceNumber: string;
      readonly partitionKey: string;
      /** Base64. */
      readonly data: string;
      /** Seconds since 1970. */
      readonly approximateArrivalTimestamp: number;
    };
  }[];
}

/** Records of one shard, in the order of the event. */
export interface ShardArrivals {
  readonly streamArn: string;
  readonly shardId: string;
  readonly records: readonly ArrivedRecord[];
}

/** The records of an event by shard; an event has one shard, but nothing depends on it. Repeated records are there once, in order. */
export function shardArrivals(event: KinesisEvent): readonly ShardArrivals[] {
  const shards = Map.groupBy(event.Records, ({ eventSourceARN, eventID }) => `${eventSourceARN} ${shardIdOf(eventID)}`);
  return [...shards.values()].map((records) => {
    const bySequence = new Map(records.map((record) => [BigInt(record.kinesis.sequenceNumber), record] as const));
    const sorted = [...bySequence].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
    return {
      streamArn: records[0]?.eventSourceARN ?? '',
      shardId: shardIdOf(records[0]?.eventID ?? ''),
      records: sorted.map(({ kinesis }) => ({
        sequenceNumber: kinesis.sequenceNumber,
        partitionKey: kinesis.partitionKey,
        data: Buffer.from(kinesis.data, 'base64'),
        approximateArrivalMs: Math.round(kinesis.approximateArrivalTimestamp * 1000),
      })),
    };
  });
}

const shardIdOf = (eventId: string): string => eventId.slice(0, Math.max(0, eventId.lastIndexOf(':')));

/** The name of a stream in its ARN. */
export const streamNameOf = (arn: string): string => arn.split(':stream/')[1] ?? arn;
