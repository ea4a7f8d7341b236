import type { BatchInput } from '../../contracts/source.ts';
import { BinaryType, StringType, structField, structType, TimestampType } from '../../types/data-type.ts';
import { type Row, Timestamp } from '../../types/value.ts';
import type { KinesisRecord } from './kinesis-record.ts';

/** The columns that tell of a record besides its payload. */
export const METADATA_SCHEMA = structType([
  structField('partitionKey', StringType),
  structField('sequenceNumber', StringType),
  structField('approximateArrivalTimestamp', TimestampType),
  structField('stream', StringType),
  structField('shardId', StringType),
]);

/** The columns of a record where the user gives no schema for its payload. */
export const RECORD_SCHEMA = structType([structField('data', BinaryType), ...METADATA_SCHEMA.fields]);

/** The values of {@link METADATA_SCHEMA} for a record. */
export const metadataOf = (
  stream: string,
  shardId: string,
  { partitionKey, sequence, arrivalMs }: KinesisRecord,
): Row => [...[partitionKey, sequence, new Timestamp(BigInt(arrivalMs) * 1000n)], ...[stream, shardId]];

/** Metadata as columns beside the documents of a batch. */
export const metadataColumns = (
  rows: readonly Row[],
): NonNullable<Extract<BatchInput, { readonly kind: 'json' }>['beside']> => ({ schema: METADATA_SCHEMA, rows });
