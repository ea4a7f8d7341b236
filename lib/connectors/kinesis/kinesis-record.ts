import type { _Record } from '@aws-sdk/client-kinesis';
import type { ArrivedRecord } from '../../contracts/source.ts';

/** A record of a shard. */
export interface KinesisRecord {
  readonly sequence: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrivalMs: number;
}

/** A record as the service gives it. */
export const fetchedRecord = (record: _Record): KinesisRecord => ({
  sequence: record.SequenceNumber ?? '',
  partitionKey: record.PartitionKey ?? '',
  data: record.Data ?? new Uint8Array(),
  arrivalMs: record.ApproximateArrivalTimestamp?.getTime() ?? 0,
});

/** A record as an event brings it. */
export const arrivedRecord = (record: ArrivedRecord): KinesisRecord => ({
  sequence: record.sequenceNumber,
  partitionKey: record.partitionKey,
  data: record.data,
  arrivalMs: record.approximateArrivalMs,
});
