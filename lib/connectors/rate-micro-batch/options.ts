import { NON_NEGATIVE_LONG, type OptionTable, option, POSITIVE_LONG } from '../options.ts';
import { NUM_PARTITIONS } from '../rate/options.ts';

/** Options of the rate-micro-batch source, as in Spark. */
export const RATE_MICRO_BATCH_SOURCE_OPTIONS = {
  rowsPerBatch: option.integer(POSITIVE_LONG, undefined, 'how many rows each batch has'),
  startTimestamp: option.integer(NON_NEGATIVE_LONG, 0, 'the timestamp of the first batch, epoch milliseconds'),
  advanceMillisPerBatch: option.integer(NON_NEGATIVE_LONG, 1000, 'how far the timestamp moves from batch to batch'),
  numPartitions: NUM_PARTITIONS,
} satisfies OptionTable;
