import type {
  _Record,
  DescribeStreamSummaryCommandInput,
  DescribeStreamSummaryCommandOutput,
  GetRecordsCommandInput,
  GetRecordsCommandOutput,
  GetShardIteratorCommandInput,
  GetShardIteratorCommandOutput,
  ListShardsCommandInput,
  ListShardsCommandOutput,
  PutRecordsCommandInput,
  PutRecordsCommandOutput,
  PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import type { KinesisPort } from '../../connectors/aws/ports.ts';
import type { Clock } from '../../util/clock.ts';
import { randomNumbers } from '../crash/random-numbers.ts';
import { kinesisError } from './kinesis/kinesis-error.ts';
import type { MemoryShard, StoredRecord } from './kinesis/memory-shard.ts';
import { hashKeyOf, MemoryStream, type StreamSettings } from './kinesis/memory-stream.ts';
import { iteratorText, readIterator, startOf } from './kinesis/shard-iterator.ts';

/** How an in-memory Kinesis behaves. */
export interface MemoryKinesisOptions {
  readonly clock: Clock;
  /** @default - 1 */
  readonly seed?: number;
  /** Whether shards refuse more than 1,000 records or 1 MB a second. @default - true */
  readonly limitWrites?: boolean;
  /** Whether shards refuse more than 5 reads a second. @default - false */
  readonly limitReads?: boolean;
}

/** An in-memory Kinesis: the port that the connector uses, and the operations that tests use besides. */
export interface MemoryKinesis {
  readonly port: KinesisPort;
  createStream(name: string, settings?: StreamSettings): void;
  deleteStream(name: string): void;
  /** Splits a shard in the middle, or at a hash key; returns the children. */
  splitShard(stream: string, shardId: string, at?: bigint): readonly string[];
  /** Merges two adjacent shards; returns the child. */
  mergeShards(stream: string, shardId: string, adjacentShardId: string): readonly string[];
  setRetention(stream: string, hours: number): void;
  /** Ids of the shards that take records. */
  openShards(stream: string): readonly string[];
}

const MAX_REQUEST_RECORDS = 500;
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const MAX_KEY_LENGTH = 256;
const MAX_GET_RECORDS = 10_000;
const MAX_GET_BYTES = 10 * 1024 * 1024;
const MAX_LISTED_SHARDS = 1000;
const TOKEN_LIFE_MS = 300_000;

type StreamRef = { readonly StreamName?: string | undefined; readonly StreamARN?: string | undefined };

const metadata = { $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 } };

/** Kinesis in this process, deterministic by seed and clock. Its limits, errors and lineage are those that AWS documents. */
export function memoryKinesis(options: MemoryKinesisOptions): MemoryKinesis {
  const { clock, seed = 1, limitWrites = true, limitReads = false } = options;
  const random = randomNumbers(seed);
  const streams = new Map<string, MemoryStream>();
  const find = ({ StreamName, StreamARN }: StreamRef): MemoryStream => {
    const name = StreamName ?? StreamARN?.split(':stream/')[1] ?? '';
    const stream = streams.get(name);
    if (stream !== undefined) return stream;
    const message = `Stream ${name} under account 000000000000 not found.`;
    throw kinesisError('ResourceNotFoundException', message);
  };
  const named = (name: string): MemoryStream => find({ StreamName: name });
  return {
    createStream: (name, settings = {}) => {
      if (streams.has(name)) throw kinesisError('ResourceInUseException', `Stream ${name} already exists.`);
      streams.set(name, new MemoryStream(name, settings, clock, random));
    },
    deleteStream: (name) => {
      streams.delete(named(name).name);
    },
    splitShard: (stream, shardId, at) => named(stream).split(shardId, at),
    mergeShards: (stream, shardId, adjacent) => named(stream).merge(shardId, adjacent),
    setRetention: (stream, hours) => {
      named(stream).retentionHours = hours;
    },
    openShards: (stream) => named(stream).openShards.map(({ origin }) => origin.id),
    port: {
      describeStreamSummary: async (input) => describeStream(input, find(input)),
      listShards: async (input) => listShards(input, clock.now(), find),
      getShardIterator: async (input) => getShardIterator(input, find(input), clock.now()),
      getRecords: async (input) => getRecords(input, named, clock.now(), limitReads),
      putRecords: async (input) => putRecords(input, find(input), clock.now(), limitWrites),
    },
  };
}

function describeStream(
  _input: DescribeStreamSummaryCommandInput,
  stream: MemoryStream,
): DescribeStreamSummaryCommandOutput {
  return {
    ...metadata,
    StreamDescriptionSummary: {
      StreamName: stream.name,
      StreamARN: stream.arn,
      StreamStatus: 'ACTIVE',
      RetentionPeriodHours: stream.retentionHours,
      StreamCreationTimestamp: new Date(stream.createdMs),
      EnhancedMonitoring: [],
      OpenShardCount: stream.openShards.length,
      MaxRecordSizeInKiB: stream.maxRecordBytes / 1024,
    },
  };
}

interface ListToken {
  readonly name: string;
  readonly after: string;
  readonly madeMs: number;
}

function listShards(
  input: ListShardsCommandInput,
  nowMs: number,
  find: (ref: StreamRef) => MemoryStream,
): ListShardsCommandOutput {
  if (input.NextToken !== undefined && (input.StreamName !== undefined || input.StreamARN !== undefined))
    throw kinesisError('InvalidArgumentException', 'NextToken and StreamName cannot be provided together.');
  const token =
    input.NextToken === undefined
      ? undefined
      : (JSON.parse(Buffer.from(input.NextToken, 'base64').toString()) as ListToken);
  if (token !== undefined && nowMs - token.madeMs > TOKEN_LIFE_MS)
    throw kinesisError('ExpiredNextTokenException', 'The pagination token has expired.');
  const stream = find(token === undefined ? input : { StreamName: token.name });
  const after = token?.after ?? input.ExclusiveStartShardId ?? '';
  const left = stream.shards.filter(({ origin }) => origin.id > after);
  const page = left.slice(0, input.MaxResults ?? MAX_LISTED_SHARDS);
  const last = page.at(-1);
  const isMore = page.length < left.length && last !== undefined;
  const next: ListToken = { name: stream.name, after: last?.origin.id ?? '', madeMs: nowMs };
  return {
    ...metadata,
    Shards: page.map((shard) => shard.describe()),
    ...(isMore && { NextToken: Buffer.from(JSON.stringify(next)).toString('base64') }),
  };
}

function getShardIterator(
  input: GetShardIteratorCommandInput,
  stream: MemoryStream,
  nowMs: number,
): GetShardIteratorCommandOutput {
  const shard = stream.shard(input.ShardId ?? '');
  const next = startOf(input, stream, shard);
  return {
    ...metadata,
    ShardIterator: iteratorText({ stream: stream.name, shard: shard.origin.id, next, madeMs: nowMs }),
  };
}

function getRecords(
  input: GetRecordsCommandInput,
  named: (name: string) => MemoryStream,
  nowMs: number,
  limitReads: boolean,
): GetRecordsCommandOutput {
  const limit = input.Limit ?? MAX_GET_RECORDS;
  if (limit < 1 || limit > MAX_GET_RECORDS)
    throw kinesisError('ValidationException', `Limit ${limit} is not between 1 and ${MAX_GET_RECORDS}.`);
  const position = readIterator(input.ShardIterator, nowMs);
  const stream = named(position.stream);
  const shard = stream.shard(position.shard);
  if (limitReads && !shard.reads.take(nowMs, 0))
    throw kinesisError('ProvisionedThroughputExceededException', `Rate exceeded for shard ${position.shard}.`);
  const records = readPage(shard, position.next, limit);
  const next = Math.max(position.next, shard.first) + records.length;
  const following = shard.record(next);
  const isEnd = following === undefined && !shard.isOpen;
  return {
    ...metadata,
    Records: records.map(recordOut),
    MillisBehindLatest: following === undefined ? 0 : Math.max(1, nowMs - following.arrivalMs),
    ...(isEnd
      ? { ChildShards: childrenOf(stream, shard) }
      : { NextShardIterator: iteratorText({ ...position, next, madeMs: nowMs }) }),
  };
}

function readPage(shard: MemoryShard, from: number, limit: number): readonly StoredRecord[] {
  const page: StoredRecord[] = [];
  let bytes = 0;
  for (let number = Math.max(from, shard.first); page.length < limit; number++) {
    const record = shard.record(number);
    if (record === undefined) break;
    bytes += record.data.byteLength;
    if (page.length > 0 && bytes > MAX_GET_BYTES) break;
    page.push(record);
  }
  return page;
}

const recordOut = (record: StoredRecord): _Record => ({
  SequenceNumber: String(record.sequence),
  ApproximateArrivalTimestamp: new Date(record.arrivalMs),
  Data: record.data,
  PartitionKey: record.partitionKey,
  EncryptionType: 'NONE',
});

function childrenOf(stream: MemoryStream, shard: MemoryShard) {
  return stream.shards
    .filter(({ origin }) => shard.children.includes(origin.id))
    .map(({ origin: { id, parents, range } }) => ({
      ShardId: id,
      ParentShards: [...parents],
      HashKeyRange: { StartingHashKey: String(range.from), EndingHashKey: String(range.to) },
    }));
}

function putRecords(
  input: PutRecordsCommandInput,
  stream: MemoryStream,
  nowMs: number,
  limitWrites: boolean,
): PutRecordsCommandOutput {
  const entries = input.Records ?? [];
  checkRequest(entries, stream.maxRecordBytes);
  let failed = 0;
  const results = entries.map((entry) => {
    const { PartitionKey: partitionKey = '', Data: data = new Uint8Array() } = entry;
    const hashKey = entry.ExplicitHashKey === undefined ? hashKeyOf(partitionKey) : BigInt(entry.ExplicitHashKey);
    const shard = stream.shardOf(hashKey);
    if (limitWrites && !shard.writes.take(nowMs, recordBytes(entry))) {
      failed++;
      const place = `shard ${shard.origin.id} in stream ${stream.name} under account 000000000000`;
      return { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: `Rate exceeded for ${place}.` };
    }
    const sequence = stream.nextSequence();
    shard.append({ sequence, arrivalMs: nowMs, partitionKey, data: data.slice() });
    return { SequenceNumber: String(sequence), ShardId: shard.origin.id };
  });
  return { ...metadata, FailedRecordCount: failed, Records: results, EncryptionType: 'NONE' };
}

const recordBytes = ({ Data: data, PartitionKey: key = '' }: PutRecordsRequestEntry): number =>
  (data?.byteLength ?? 0) + Buffer.byteLength(key);

function checkRequest(entries: readonly PutRecordsRequestEntry[], maxRecordBytes: number): void {
  const refuse = (message: string): never => {
    throw kinesisError('InvalidArgumentException', message);
  };
  if (entries.length === 0 || entries.length > MAX_REQUEST_RECORDS)
    throw kinesisError('ValidationException', `${entries.length} records: must be from 1 to ${MAX_REQUEST_RECORDS}.`);
  const sizes = entries.map(recordBytes);
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  if (total > MAX_REQUEST_BYTES) refuse(`Records size exceeds ${MAX_REQUEST_BYTES} bytes.`);
  for (const [index, { PartitionKey: key = '' }] of entries.entries()) {
    if (key.length === 0 || key.length > MAX_KEY_LENGTH)
      throw kinesisError('ValidationException', `A partition key has from 1 to ${MAX_KEY_LENGTH} characters.`);
    if ((sizes[index] ?? 0) > maxRecordBytes)
      refuse(`Record ${index} size is ${sizes[index]} bytes, larger than ${maxRecordBytes}.`);
  }
}
