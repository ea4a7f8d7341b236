import { randomUUID } from 'node:crypto';
import { QueryStartError } from '../../errors/index.ts';
import type { Clock } from '../../util/clock.ts';
import { type OptionTexts, type OptionValues, pickOptions } from '../options.ts';
import { KafkaCluster } from './cluster.ts';
import { type KafkaConnection, kafkaConnection, kafkaOptions } from './connection.ts';
import { reportDataLoss } from './data-loss.ts';
import { type OffsetLimit, offsetLimit } from './offset-limit.ts';
import type { OffsetRetry } from './offset-reader.ts';
import { KAFKA_SOURCE_OPTIONS } from './options.ts';
import type { ReadSettings } from './read-ranges.ts';
import { KAFKA_CONNECTION_SETTINGS, KAFKA_CONSUMER_SETTINGS } from './settings.ts';
import { type Subscription, subscription } from './subscription.ts';

const TABLE = { ...KAFKA_SOURCE_OPTIONS, ...KAFKA_CONSUMER_SETTINGS };
const WHERE = 'kafka source';
const ENDING = ['endingOffsets', 'endingOffsetsByTimestamp', 'endingTimestamp'] as const;

type KafkaSourceValues = OptionValues<typeof TABLE>;

/** What the options of a source say, checked. */
export interface KafkaSourceRequest {
  readonly values: KafkaSourceValues;
  readonly subscribed: Subscription;
  readonly connection: KafkaConnection;
  readonly groupId: string;
}

/** Reads the options of a source or a static table; `uniqueId` tells one reader from another. */
export function kafkaSourceRequest(options: OptionTexts, uniqueId: string = randomUUID()): KafkaSourceRequest {
  const values = kafkaOptions(WHERE, TABLE, options);
  const groupId = values['kafka.group.id'] ?? `${values.groupIdPrefix}-${uniqueId}`;
  const connection = kafkaConnection(WHERE, KAFKA_CONNECTION_SETTINGS, values, `consumer-${groupId}`);
  const subscribed = subscription(values);
  const { minOffsetsPerTrigger: min, maxOffsetsPerTrigger: max } = values;
  if (min !== undefined && max !== undefined && min > max) {
    const why = `it is higher than the maxOffsetsPerTrigger(${max})`;
    const params = { where: WHERE, name: 'minOffsetsPerTrigger', value: String(min), why, allowed: `1 to ${max}` };
    throw new QueryStartError('INVALID_OPTION', params);
  }
  return { values, subscribed, connection, groupId };
}

/** A stream has no end: refuses options that give one. */
export function refuseEnd(options: OptionTexts): void {
  const [given] = Object.entries(pickOptions(ENDING, options));
  if (given === undefined) return;
  const [name, value] = given;
  const why = 'ending offset not valid in streaming queries';
  throw new QueryStartError('INVALID_OPTION', { where: WHERE, name, value, why, allowed: 'session.read only' });
}

/** Where a new query, or a static table, starts. */
export const startOf = (values: KafkaSourceValues, fallback: 'earliest' | 'latest'): OffsetLimit =>
  offsetLimit(
    'starting',
    {
      timestamp: values.startingTimestamp,
      offsetsByTimestamp: values.startingOffsetsByTimestamp,
      offsets: values.startingOffsets,
    },
    fallback,
  );

/** Where a static table ends. */
export const endOf = (values: KafkaSourceValues): OffsetLimit =>
  offsetLimit(
    'ending',
    {
      timestamp: values.endingTimestamp,
      offsetsByTimestamp: values.endingOffsetsByTimestamp,
      offsets: values.endingOffsets,
    },
    'latest',
  );

/** The cluster as the options say it is reached and read; it connects at the first request. */
export function openCluster({ values, connection, groupId }: KafkaSourceRequest, clock: Clock): KafkaCluster {
  const fetch = {
    groupId,
    clientRack: values['kafka.client.rack'],
    isReadCommitted: values['kafka.isolation.level'] === 'read_committed',
    minBytes: values['kafka.fetch.min.bytes'],
    maxBytes: values['kafka.fetch.max.bytes'],
    maxWaitMs: values['kafka.fetch.max.wait.ms'],
    maxBytesPerPartition: values['kafka.max.partition.fetch.bytes'],
  };
  return new KafkaCluster(connection, fetch, clock);
}

/** How records are read. */
export const readSettings = ({ values, connection, groupId }: KafkaSourceRequest, clock: Clock): ReadSettings => ({
  clock,
  pollTimeoutMs: values['kafkaConsumer.pollTimeoutMs'],
  backoffMs: connection.backoffMs,
  isReadCommitted: values['kafka.isolation.level'] === 'read_committed',
  includeHeaders: values.includeHeaders,
  groupId,
  report: reportDataLoss(values.failOnDataLoss),
});

/** How offsets are asked for again. */
export const offsetRetry = ({ values }: KafkaSourceRequest, clock: Clock): OffsetRetry => ({
  clock,
  retries: values['fetchOffset.numRetries'],
  intervalMs: values['fetchOffset.retryIntervalMs'],
});
