import type { BatchInput } from '../../contracts/source.ts';
import { type Row, Timestamp } from '../../types/value.ts';
import { type KinesisSourceSettings, streamTitle } from './options.ts';
import { payloadBytes } from './payload.ts';
import type { KinesisRecord } from './shard-reader.ts';

/** Records of a batch that came from one shard, in order. */
export interface ShardRecords {
  readonly shardId: string;
  readonly records: readonly KinesisRecord[];
}

/** The rows of a batch: payloads as JSON documents, or the records themselves. */
export function recordsInput(
  shards: readonly ShardRecords[],
  settings: KinesisSourceSettings,
  isJson: boolean,
): BatchInput {
  const partitions = shards.map(({ shardId, records }) => ({ partition: shardId, rows: records.length }));
  const stream = streamTitle(settings.stream);
  const payload = (shardId: string, { data, sequence }: KinesisRecord): Uint8Array =>
    payloadBytes(data, settings.values.compression, { stream, shardId, sequence });
  if (isJson) {
    const decoder = new TextDecoder();
    const documents = shards.flatMap(({ shardId, records }) =>
      records.map((record) => decoder.decode(payload(shardId, record))),
    );
    return { kind: 'json', documents, options: settings.jsonOptions, partitions };
  }
  const rows = shards.flatMap(({ shardId, records }) =>
    records.map(
      (record): Row => [
        payload(shardId, record),
        record.partitionKey,
        record.sequence,
        new Timestamp(BigInt(record.arrivalMs) * 1000n),
        stream,
        shardId,
      ],
    ),
  );
  return { kind: 'rows', rows, partitions };
}
