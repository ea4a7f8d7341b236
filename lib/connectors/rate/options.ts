import { type OptionTable, option, POSITIVE_INT, POSITIVE_LONG } from '../options.ts';

/** Partitions are accepted for compatibility: rows of a batch have one order here. */
export const NUM_PARTITIONS = option.integer(POSITIVE_INT, undefined, 'accepted for compatibility, without effect');

/** Options of the rate source, as in Spark. */
export const RATE_SOURCE_OPTIONS = {
  rowsPerSecond: option.integer(POSITIVE_LONG, 1, 'how many rows come per second'),
  rampUpTime: option.duration(0, 's', 'how long the rate takes to rise to rowsPerSecond'),
  numPartitions: NUM_PARTITIONS,
} satisfies OptionTable;
