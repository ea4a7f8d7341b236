import { isUtf8 } from 'node:buffer';
import { hasQuarantine } from '../../contracts/quarantine.ts';
import type { BatchInput, RejectedRecord, RowPartitions } from '../../contracts/source.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { Row } from '../../types/value.ts';
import type { KinesisRecord } from './kinesis-record.ts';
import { type KinesisSourceSettings, streamTitle } from './options.ts';
import { payloadBytes } from './payload.ts';
import { metadataColumns, metadataOf } from './record-columns.ts';

/** Records of a batch that came from one shard, in order. */
export interface ShardRecords {
  readonly shardId: string;
  readonly records: readonly KinesisRecord[];
}

type Payload = (shardId: string, record: KinesisRecord) => Uint8Array;

/** The rows of a batch: payloads as JSON documents, or the records themselves. */
export function recordsInput(
  shards: readonly ShardRecords[],
  settings: KinesisSourceSettings,
  isJson: boolean,
): BatchInput {
  const stream = streamTitle(settings.stream);
  const payload: Payload = (shardId, { data, sequence }) =>
    payloadBytes(data, settings.values.compression, { stream, shardId, sequence });
  if (!isJson) return { kind: 'rows', rows: rowsOf(shards, stream, payload), partitions: partitionsOf(shards) };
  return hasQuarantine(settings.jsonOptions)
    ? checkedDocuments(shards, settings, payload)
    : documentsOf(shards, settings, payload);
}

const partitionsOf = (shards: readonly ShardRecords[]): RowPartitions =>
  shards.map(({ shardId, records }) => ({ partition: shardId, rows: records.length }));

const rowsOf = (shards: readonly ShardRecords[], stream: string, payload: Payload): readonly Row[] =>
  shards.flatMap(({ shardId, records }) =>
    records.map((record): Row => [payload(shardId, record), ...metadataOf(stream, shardId, record)]),
  );

function documentsOf(shards: readonly ShardRecords[], settings: KinesisSourceSettings, payload: Payload): BatchInput {
  const decoder = new TextDecoder();
  const documents = shards.flatMap(({ shardId, records }) =>
    records.map((record) => decoder.decode(payload(shardId, record))),
  );
  const { includeMetadata } = settings.values;
  const stream = streamTitle(settings.stream);
  const metadata = shards.flatMap(({ shardId, records }) =>
    includeMetadata ? records.map((record) => metadataOf(stream, shardId, record)) : [],
  );
  return {
    ...{ kind: 'json', documents, options: settings.jsonOptions, partitions: partitionsOf(shards) },
    ...(includeMetadata && { beside: metadataColumns(metadata) }),
  };
}

/** Documents with their places, for a query that sets bad records aside; what is no text at all is set aside here. */
function checkedDocuments(
  shards: readonly ShardRecords[],
  settings: KinesisSourceSettings,
  payload: Payload,
): BatchInput {
  const decoder = new TextDecoder();
  const documents: string[] = [];
  const positions: { shardId: string; sequenceNumber: string }[] = [];
  const rejected: RejectedRecord[] = [];
  const metadata: Row[] = [];
  const stream = streamTitle(settings.stream);
  const partitions = shards.map(({ shardId, records }) => {
    const before = documents.length;
    for (const record of records) {
      const position = { shardId, sequenceNumber: record.sequence };
      const bytes = readable(() => payload(shardId, record));
      if (typeof bytes === 'string') rejected.push(rejectedRecord(record, bytes, position));
      else {
        documents.push(decoder.decode(bytes));
        positions.push(position);
        metadata.push(metadataOf(stream, shardId, record));
      }
    }
    return { partition: shardId, rows: documents.length - before };
  });
  return {
    ...{ kind: 'json', documents, options: settings.jsonOptions, partitions, positions, rejected },
    ...(settings.values.includeMetadata && { beside: metadataColumns(metadata) }),
  };
}

/** A payload's bytes, or what is wrong with them. */
function readable(payload: () => Uint8Array): Uint8Array | string {
  try {
    const bytes = payload();
    return isUtf8(bytes) ? bytes : 'The payload is no UTF-8 text; it is given as Base64.';
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return 'The payload is not compressed with gzip; it is given as Base64.';
  }
}

const rejectedRecord = ({ data }: KinesisRecord, reason: string, position: RejectedRecord['position']) => ({
  record: Buffer.from(data).toString('base64'),
  reason,
  position,
});
