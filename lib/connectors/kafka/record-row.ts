import type { RecordsBatch } from '@platformatic/kafka';
import {
  arrayType,
  BinaryType,
  IntegerType,
  LongType,
  StringType,
  type StructType,
  structField,
  structType,
  TimestampType,
} from '../../types/data-type.ts';
import { type Row, Timestamp, type Value } from '../../types/value.ts';

/** The headers of a record, in Spark's form. */
export const HEADERS_TYPE = arrayType(structType([structField('key', StringType), structField('value', BinaryType)]));

const FIELDS = [
  structField('key', BinaryType),
  structField('value', BinaryType),
  structField('topic', StringType),
  structField('partition', IntegerType),
  structField('offset', LongType),
  structField('timestamp', TimestampType),
  structField('timestampType', IntegerType),
];
const LOG_APPEND_TIME = 0x08;

/** The columns of the source. */
export const kafkaSchema = (includeHeaders: boolean): StructType =>
  structType(includeHeaders ? [...FIELDS, structField('headers', HEADERS_TYPE)] : FIELDS);

/** Where the records of a batch come from, and which of them are wanted. */
interface BatchPlace {
  readonly topic: string;
  readonly partition: number;
  /** The first offset wanted, and the one after the last. */
  readonly from: number;
  readonly until: number;
  readonly includeHeaders: boolean;
}

/** The rows of a stored batch that lie in the wanted range. */
export function recordRows(batch: RecordsBatch, place: BatchPlace): Row[] {
  const isAppendTime = (batch.attributes & LOG_APPEND_TIME) !== 0;
  const first = Number(batch.firstOffset);
  const rows: Row[] = [];
  for (const { offsetDelta, timestampDelta, key, value, headers } of batch.records) {
    const offset = first + offsetDelta;
    if (offset < place.from || offset >= place.until) continue;
    const timestampMs = isAppendTime ? batch.maxTimestamp : batch.firstTimestamp + timestampDelta;
    const row: Value[] = [
      key,
      value,
      place.topic,
      place.partition,
      BigInt(offset),
      new Timestamp(timestampMs * 1000n),
      isAppendTime ? 1 : 0,
    ];
    if (place.includeHeaders) row.push(headerValues(headers));
    rows.push(row);
  }
  return rows;
}

/** NULL for a record without headers, as in Spark. */
function headerValues(headers: readonly (readonly [Buffer | null, Buffer | null])[]): Value {
  if (headers.length === 0) return null;
  return headers.map(([key, value]) => ({ key: key?.toString('utf8') ?? null, value }));
}
