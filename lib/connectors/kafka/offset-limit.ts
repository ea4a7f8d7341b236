import { QueryStartError } from '../../errors/index.ts';
import type { Json } from '../../util/json.ts';
import {
  comparePartitions,
  EARLIEST,
  LATEST,
  offsetsFromJson,
  type PartitionOffsets,
  topicPartition,
} from './offsets.ts';

/** Where reading begins or ends, as the options say it; the cluster resolves it to offsets. */
export type OffsetLimit =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  /** Offsets of all partitions; -1 and -2 stand for latest and earliest. */
  | { readonly kind: 'offsets'; readonly offsets: PartitionOffsets }
  /** The first record at or after a time, for each partition its own. */
  | { readonly kind: 'timestamps'; readonly timestamps: PartitionOffsets }
  /** The first record at or after one time. */
  | { readonly kind: 'timestamp'; readonly timestampMs: number };

/** The three options of one end, as given. */
export interface LimitOptions {
  readonly timestamp: number | undefined;
  readonly offsetsByTimestamp: string | undefined;
  readonly offsets: string | undefined;
}

const OFFSETS_EXAMPLE = '{"topicA":{"0":23,"1":-1},"topicB":{"0":-2}}';
const TIMESTAMPS_EXAMPLE = '{"topicA":{"0":1000,"1":1000}}';

/** What the options of one end say: a timestamp goes before timestamps by partition, and those before offsets. */
export function offsetLimit(
  end: 'starting' | 'ending',
  given: LimitOptions,
  fallback: 'earliest' | 'latest',
): OffsetLimit {
  if (given.timestamp !== undefined) return { kind: 'timestamp', timestampMs: given.timestamp };
  if (given.offsetsByTimestamp !== undefined) {
    const name = `${end}OffsetsByTimestamp`;
    return { kind: 'timestamps', timestamps: read(name, given.offsetsByTimestamp, TIMESTAMPS_EXAMPLE, 0) };
  }
  const text = given.offsets?.trim();
  if (text === undefined) return { kind: fallback };
  const word = text.toLowerCase();
  if (word === 'earliest' || word === 'latest') return { kind: word };
  return { kind: 'offsets', offsets: read(`${end}Offsets`, text, `earliest, latest, ${OFFSETS_EXAMPLE}`, EARLIEST) };
}

/** The start of a static table, which cannot begin where nothing is yet. */
export function batchStart(limit: OffsetLimit): OffsetLimit {
  refuseInBatch('startingOffsets', limit, LATEST, 'latest');
  return limit;
}

/** The end of a static table, which cannot end where it begins. */
export function batchEnd(limit: OffsetLimit): OffsetLimit {
  refuseInBatch('endingOffsets', limit, EARLIEST, 'earliest');
  return limit;
}

/** Refuses offsets that end before they start, or name other partitions, before anything is asked. */
export function refuseBackwards(start: OffsetLimit, end: OffsetLimit): void {
  if (start.kind !== 'offsets' || end.kind !== 'offsets') return;
  const names = (offsets: PartitionOffsets) => [...offsets.keys()].sort(comparePartitions).join(', ');
  const [tpsForStartOffset, tpsForEndOffset] = [names(start.offsets), names(end.offsets)];
  if (tpsForStartOffset !== tpsForEndOffset) {
    const params = { tpsForStartOffset, tpsForEndOffset };
    throw new QueryStartError('MISMATCHED_TOPIC_PARTITIONS_BETWEEN_START_OFFSET_AND_END_OFFSET', params);
  }
  for (const [name, startOffset] of start.offsets) {
    const endOffset = end.offsets.get(name) ?? LATEST;
    if (endOffset === LATEST || startOffset <= endOffset) continue;
    const params = { startOffset, endOffset, ...topicPartition(name) };
    throw new QueryStartError('UNRESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET', params);
  }
}

function refuseInBatch(name: string, limit: OffsetLimit, offset: number, word: 'earliest' | 'latest'): void {
  const partition =
    limit.kind === 'offsets' ? [...limit.offsets].find(([, given]) => given === offset)?.[0] : undefined;
  if (limit.kind !== word && partition === undefined) return;
  const which = name === 'startingOffsets' ? 'starting' : 'ending';
  const why =
    partition === undefined
      ? `${which} offset can't be ${word} for batch queries on Kafka`
      : `${name} for ${partition} can't be ${word} for batch queries on Kafka`;
  const allowed = `offsets, timestamps, ${word === 'latest' ? 'earliest' : 'latest'}`;
  throw new QueryStartError('INVALID_OPTION', { where: 'kafka table', name, value: word, why, allowed });
}

function read(name: string, text: string, example: string, min: number): PartitionOffsets {
  const offsets = offsetsFromJson(parse(text) ?? null);
  if (offsets !== undefined && offsets.size > 0 && [...offsets.values()].every((offset) => offset >= min)) {
    return offsets;
  }
  const why = 'it is no JSON of topics, partitions and numbers';
  throw new QueryStartError('INVALID_OPTION', { where: 'kafka source', name, value: text, why, allowed: example });
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
