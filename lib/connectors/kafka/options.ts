import {
  NON_NEGATIVE_INT,
  NON_NEGATIVE_LONG,
  type OptionTable,
  option,
  POSITIVE_INT,
  POSITIVE_LONG,
} from '../options.ts';

const COMPATIBLE = 'accepted for compatibility, without effect: a batch is read by one process';
const QUARTER_HOUR_MS = 900_000;

/** Options of the kafka source and of static kafka tables, as in Spark. */
export const KAFKA_SOURCE_OPTIONS = {
  assign: option.text(undefined, 'the partitions to read: {"topicA":[0,1],"topicB":[2]}'),
  subscribe: option.text(undefined, 'the topics to read, with commas between'),
  subscribePattern: option.text(undefined, 'a regular expression for the names of the topics to read'),
  startingOffsets: option.text(
    undefined,
    'where a new query starts: earliest, latest, or offsets of all partitions; latest for a stream, earliest for a table',
  ),
  startingOffsetsByTimestamp: option.text(undefined, 'where a new query starts: a time in ms for each partition'),
  startingTimestamp: option.integer(NON_NEGATIVE_LONG, undefined, 'where a new query starts: a time in ms'),
  startingOffsetsByTimestampStrategy: option.oneOf<'error' | 'latest'>(
    ['error', 'latest'],
    'error',
    'what to do where no record is as new as the starting time',
  ),
  endingOffsets: option.text(undefined, 'where a static table ends: latest, or offsets of all partitions'),
  endingOffsetsByTimestamp: option.text(undefined, 'where a static table ends: a time in ms for each partition'),
  endingTimestamp: option.integer(NON_NEGATIVE_LONG, undefined, 'where a static table ends: a time in ms'),
  failOnDataLoss: option.boolean(true, 'fail where records may have been lost: deleted topics, offsets out of range'),
  includeHeaders: option.boolean(false, 'add the column "headers"'),
  maxOffsetsPerTrigger: option.integer(POSITIVE_LONG, undefined, 'how many offsets a batch takes, over all partitions'),
  minOffsetsPerTrigger: option.integer(POSITIVE_LONG, undefined, 'how many offsets must wait before a batch runs'),
  maxTriggerDelay: option.duration(QUARTER_HOUR_MS, 's', 'how long fewer than minOffsetsPerTrigger wait at most'),
  minPartitions: option.integer(POSITIVE_INT, undefined, COMPATIBLE),
  maxRecordsPerPartition: option.integer(POSITIVE_LONG, undefined, COMPATIBLE),
  groupIdPrefix: option.text('millrace-kafka-source', 'first part of the group id'),
  'kafkaConsumer.pollTimeoutMs': option.integer(
    POSITIVE_LONG,
    120_000,
    'how long to wait for records that must be there',
  ),
  'fetchOffset.numRetries': option.integer(
    NON_NEGATIVE_INT,
    3,
    'how often to ask again for offsets that cannot be right',
  ),
  'fetchOffset.retryIntervalMs': option.integer(NON_NEGATIVE_LONG, 1000, 'how long to wait before asking again'),
} satisfies OptionTable;

/** Options of the kafka sink, as in Spark. */
export const KAFKA_SINK_OPTIONS = {
  topic: option.text(undefined, 'the topic of all rows, whatever a column "topic" says'),
  includeHeaders: option.boolean(
    false,
    'accepted for compatibility, without effect: headers are written where there is a column',
  ),
} satisfies OptionTable;
