import { QueryStartError } from '../../errors/index.ts';
import { READER_OPTIONS, WRITER_OPTIONS } from '../file/format-options.ts';
import type { OptionTable, OptionTexts, OptionValues } from '../options.ts';
import {
  option,
  POSITIVE_INT,
  POSITIVE_LONG,
  pickOptions,
  readOptionValues,
  refuseUnknownOptions,
} from '../options.ts';

const STREAM_OPTIONS = {
  streamName: option.text(undefined, 'the name of the stream'),
  streamArn: option.text(undefined, 'the ARN of the stream, instead of its name'),
} satisfies OptionTable;

/** Options of the Kinesis source. */
const KINESIS_SOURCE_OPTIONS = {
  ...STREAM_OPTIONS,
  initialPosition: option.oneOf<'at_timestamp' | 'latest' | 'trim_horizon'>(
    ['latest', 'trim_horizon', 'at_timestamp'],
    'latest',
    'where a new query begins: with what comes from now on, with the oldest records, or at startingTimestamp',
  ),
  startingTimestamp: option.text(
    undefined,
    'time for initialPosition=at_timestamp: ISO 8601, or milliseconds since 1970',
  ),
  maxRecordsPerTrigger: option.integer(POSITIVE_LONG, undefined, 'most records of one batch, over all shards'),
  maxBytesPerTrigger: option.integer(
    POSITIVE_LONG,
    64 * 1024 * 1024,
    'most bytes of one batch, but always one record of each shard that has any',
  ),
  maxFetchTime: option.duration(10_000, 'ms', 'fetching for a batch ends after this time, once there are records'),
  failOnDataLoss: option.boolean(true, 'fail where records may have been trimmed before they were read'),
  compression: option.oneOf<'auto' | 'gzip' | 'none'>(
    ['auto', 'none', 'gzip'],
    'auto',
    'how payloads are compressed; auto recognises gzip by its first bytes',
  ),
  includeMetadata: option.boolean(
    false,
    'with a schema: add the columns partitionKey, sequenceNumber, approximateArrivalTimestamp, stream, shardId',
  ),
  dropRepeats: option.boolean(false, 'leave out records that a Millrace sink has written more than once'),
} satisfies OptionTable;

/** Options of the Kinesis sink besides those of the JSON writer. */
const KINESIS_SINK_OPTIONS = {
  ...STREAM_OPTIONS,
  partitionKey: option.text(undefined, 'column whose value is the partition key; the hash of the row if there is none'),
  keyOrder: option.oneOf<'relaxed' | 'strict'>(
    ['strict', 'relaxed'],
    'strict',
    'strict: a request holds one record per partition key, so that records of a key never pass each other; relaxed: any number',
  ),
  identity: option.oneOf<'always' | 'auto' | 'none'>(
    ['auto', 'always', 'none'],
    'auto',
    'which records carry (query, batch, row) in a field "_millrace": auto those written from whole rows, always also those of a column "data", which must be JSON objects',
  ),
  compression: option.oneOf<'gzip' | 'none'>(['none', 'gzip'], 'none', 'how payloads are compressed'),
  maxRetryTime: option.duration(300_000, 'ms', 'how long records that the stream does not take are tried again'),
  maxRecordsPerRequest: option.integer(
    { ...POSITIVE_INT, max: 500, rule: 'must be from 1 to 500' },
    500,
    'most records of one request',
  ),
} satisfies OptionTable;

/** Which stream: by name or by ARN. */
export type StreamIdentifier = { readonly StreamName: string } | { readonly StreamARN: string };

type KinesisSourceOptions = OptionValues<typeof KINESIS_SOURCE_OPTIONS>;
type KinesisSinkOptions = OptionValues<typeof KINESIS_SINK_OPTIONS>;

/** The checked options of a source. */
export interface KinesisSourceSettings {
  readonly values: KinesisSourceOptions;
  readonly stream: StreamIdentifier;
  /** Time of initialPosition=at_timestamp. */
  readonly startingMs: number | undefined;
  /** Options of the JSON reader. */
  readonly jsonOptions: OptionTexts;
}

/** Reader options that mean something for a record that is one document. */
const JSON_READER = (READER_OPTIONS['json'] ?? []).filter(
  (name) => !['ignoreCorruptFiles', 'multiLine', 'lineSep', 'encoding', 'charset', 'samplingRatio'].includes(name),
);
const JSON_WRITER = (WRITER_OPTIONS['json'] ?? []).filter(
  (name) => !['compression', 'lineSep', 'encoding', 'charset'].includes(name),
);

/** Checks the options of a Kinesis source; those of the JSON reader are known where the user gives a schema. */
export function kinesisSourceOptions(options: OptionTexts, hasSchema: boolean): KinesisSourceSettings {
  const where = 'kinesis source';
  const reader = hasSchema ? JSON_READER : [];
  refuseUnknownOptions(where, [...Object.keys(KINESIS_SOURCE_OPTIONS), ...reader], options);
  const values = readOptionValues(where, KINESIS_SOURCE_OPTIONS, options);
  if (values.includeMetadata && !hasSchema)
    throw invalidMetadata('without a schema the rows have these columns anyway');
  return {
    values,
    stream: streamOf(where, values),
    startingMs: startingMs(where, values),
    jsonOptions: pickOptions(reader, options),
  };
}

/** The checked options of a sink. */
export interface KinesisSinkSettings {
  readonly values: KinesisSinkOptions;
  readonly stream: StreamIdentifier;
  /** Options of the JSON writer. */
  readonly jsonOptions: OptionTexts;
}

/** Checks the options of a Kinesis sink. */
export function kinesisSinkOptions(options: OptionTexts): KinesisSinkSettings {
  const where = 'kinesis sink';
  refuseUnknownOptions(where, [...Object.keys(KINESIS_SINK_OPTIONS), ...JSON_WRITER], options);
  const values = readOptionValues(where, KINESIS_SINK_OPTIONS, options);
  return { values, stream: streamOf(where, values), jsonOptions: pickOptions(JSON_WRITER, options) };
}

/** The name of a stream, for messages. */
export const streamTitle = (stream: StreamIdentifier): string =>
  'StreamName' in stream ? stream.StreamName : (stream.StreamARN.split(':stream/')[1] ?? stream.StreamARN);

function streamOf(where: string, values: OptionValues<typeof STREAM_OPTIONS>): StreamIdentifier {
  const { streamName, streamArn } = values;
  if (streamName !== undefined && streamArn !== undefined)
    throw new QueryStartError('OPTION_CONFLICT', { first: 'streamName', second: 'streamArn' });
  if (streamName !== undefined) return { StreamName: streamName };
  if (streamArn === undefined) {
    const { description } = STREAM_OPTIONS.streamName;
    throw new QueryStartError('MISSING_OPTION', { where, name: 'streamName', description });
  }
  if (/^arn:[^:]+:kinesis:[^:]+:\d+:stream\/.+$/.test(streamArn)) return { StreamARN: streamArn };
  throw new QueryStartError('INVALID_OPTION', {
    where,
    name: 'streamArn',
    value: streamArn,
    why: 'it is no ARN of a stream',
    allowed: 'arn:aws:kinesis:REGION:ACCOUNT:stream/NAME',
  });
}

function startingMs(where: string, values: KinesisSourceOptions): number | undefined {
  const { initialPosition, startingTimestamp: text } = values;
  if (initialPosition !== 'at_timestamp') {
    if (text === undefined) return undefined;
    throw invalidTimestamp(where, text, 'it is read with initialPosition=at_timestamp only');
  }
  if (text === undefined) {
    const { description } = KINESIS_SOURCE_OPTIONS.startingTimestamp;
    throw new QueryStartError('MISSING_OPTION', { where, name: 'startingTimestamp', description });
  }
  const isIso = /^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:?\d{2}))?$/.test(text);
  const ms = /^\d+$/.test(text) ? Number(text) : isIso ? Date.parse(text) : Number.NaN;
  if (Number.isSafeInteger(ms)) return ms;
  throw invalidTimestamp(where, text, 'it is no time with a zone');
}

/** What is wrong with includeMetadata=true. */
export const invalidMetadata = (why: string): QueryStartError =>
  new QueryStartError('INVALID_OPTION', {
    where: 'kinesis source',
    name: 'includeMetadata',
    value: 'true',
    why,
    allowed: 'false, or true with a schema that has none of its columns',
  });

const invalidTimestamp = (where: string, value: string, why: string): QueryStartError =>
  new QueryStartError('INVALID_OPTION', {
    where,
    name: 'startingTimestamp',
    value,
    why,
    allowed: '2026-01-31T12:00:00Z, 2026-01-31, milliseconds since 1970',
  });
