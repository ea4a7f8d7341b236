import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { SinkBatch } from '../../contracts/sink.ts';
import { jsonLine } from '../../engine/writers/json-line.ts';
import { ConnectorError, QueryStartError } from '../../errors/index.ts';
import type { StructField, StructType } from '../../types/data-type.ts';
import { structType } from '../../types/data-type.ts';
import type { Row, Value } from '../../types/value.ts';
import { KINESIS_LIMITS } from './limits.ts';
import { type KinesisSinkSettings, streamTitle } from './options.ts';
import { withIdentity } from './record-identity.ts';

/** A record on its way into a stream. */
export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** Makes the records of a batch. */
export type RecordMaker = (rows: readonly Row[], batch: Pick<SinkBatch, 'batchId' | 'queryId'>) => OutgoingRecord[];

interface Draft {
  readonly partitionKey: string;
  readonly payload: string | Uint8Array;
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** How rows become records: columns `data` and `partitionKey` as they are, any other row as one JSON object. Refuses options that do not fit the columns. */
export function recordMaker(schema: StructType, settings: KinesisSinkSettings, timeZone: string): RecordMaker {
  const { identity, compression } = settings.values;
  const isData = hasDataColumns(schema);
  const draft = isData ? dataDrafts(schema, settings, timeZone) : rowDrafts(schema, settings, timeZone);
  const carriesIdentity = identity === 'always' || (identity === 'auto' && !isData);
  return (rows, { queryId, batchId }) => {
    const drafts = rows.map(draft);
    const ranks = carriesIdentity ? ranksOf(drafts) : [];
    return drafts.map(({ partitionKey, payload }, i) => {
      const row = ranks[i];
      const whole =
        row === undefined ? payload : identified(payload, { query: queryId, batch: batchId, row }, settings);
      const bytes = typeof whole === 'string' ? Buffer.from(whole) : whole;
      return { partitionKey, data: compression === 'gzip' ? gzipSync(bytes) : bytes };
    });
  };
}

/**
 * The number of a row is its rank among the batch's payloads, not its place: a batch that runs again may come in another order, but it has the same rows.
 */
function ranksOf(drafts: readonly Draft[]): readonly number[] {
  const keys = drafts.map(({ partitionKey, payload }) => `${textOf(payload)}\u0000${partitionKey}`);
  const order = keys.map((_, i) => i).sort((a, b) => compare(keys[a] ?? '', keys[b] ?? '') || a - b);
  const ranks = new Array<number>(drafts.length);
  for (const [rank, i] of order.entries()) ranks[i] = rank;
  return ranks;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const textOf = (payload: string | Uint8Array): string =>
  typeof payload === 'string' ? payload : Buffer.from(payload).toString('latin1');

function identified(
  payload: string | Uint8Array,
  identity: Parameters<typeof withIdentity>[1],
  settings: KinesisSinkSettings,
): string {
  const text = typeof payload === 'string' ? payload : new TextDecoder().decode(payload);
  const whole = withIdentity(text, identity);
  if (whole !== undefined) return whole;
  throw new ConnectorError('KINESIS_PAYLOAD_NOT_AN_OBJECT', {
    stream: streamTitle(settings.stream),
    payload: text.length > 100 ? `${text.slice(0, 100)}…` : text,
  });
}

const DATA_TYPES: readonly string[] = ['binary', 'string'];

/** Whether the columns are `data`, STRING or BINARY, and at most `partitionKey` besides. */
function hasDataColumns({ fields }: StructType): boolean {
  const data = fields.find(({ name }) => name === 'data');
  const others = fields.filter(({ name }) => name !== 'data');
  return (
    data !== undefined &&
    DATA_TYPES.includes(data.dataType.kind) &&
    others.every(({ name }) => name === 'partitionKey') &&
    others.length <= 1
  );
}

function dataDrafts(schema: StructType, settings: KinesisSinkSettings, timeZone: string): (row: Row) => Draft {
  const data = schema.fields.findIndex(({ name }) => name === 'data');
  const key = keyColumn(schema, settings, timeZone, 'partitionKey');
  return (row) => {
    const payload = row[data] as string | Uint8Array | null;
    if (payload === null) throw new ConnectorError('KINESIS_DATA_IS_NULL', { stream: streamTitle(settings.stream) });
    return { payload, partitionKey: key(row) ?? sha256(payload) };
  };
}

function rowDrafts(schema: StructType, settings: KinesisSinkSettings, timeZone: string): (row: Row) => Draft {
  const print = jsonLine(schema, settings.jsonOptions, timeZone);
  const key = keyColumn(schema, settings, timeZone, undefined);
  return (row) => {
    const payload = print(row);
    return { payload, partitionKey: key(row) ?? sha256(payload) };
  };
}

/** The partition key that a row asks for, if any. */
function keyColumn(
  schema: StructType,
  { values }: KinesisSinkSettings,
  timeZone: string,
  byDefault: string | undefined,
): (row: Row) => string | undefined {
  const name = values.partitionKey ?? byDefault;
  if (name === undefined) return () => undefined;
  const index = schema.fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
  const field = schema.fields[index];
  if (field === undefined) {
    if (values.partitionKey === undefined) return () => undefined;
    throw new QueryStartError('INVALID_OPTION', {
      where: 'kinesis sink',
      name: 'partitionKey',
      value: name,
      why: 'the query has no such column',
      allowed: schema.fields.map((column) => column.name).join(', '),
    });
  }
  const print = keyText(field, timeZone);
  return (row) => {
    const text = print(row[index] ?? null);
    if (text === undefined || text === '') return undefined;
    return text.length > KINESIS_LIMITS.partitionKeyLength ? sha256(text) : text;
  };
}

/** A value as JSON has it, texts without their quotes. */
function keyText(field: StructField, timeZone: string): (value: Value) => string | undefined {
  const print = jsonLine(structType([{ ...field, name: '' }]), { ignoreNullFields: 'false' }, timeZone);
  return (value) => {
    if (value === null || typeof value === 'string') return value ?? undefined;
    const text = print([value]).slice('{"":'.length, -1);
    return text.startsWith('"') ? (JSON.parse(text) as string) : text;
  };
}
