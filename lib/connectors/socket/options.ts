import { type OptionTable, option } from '../options.ts';
import { NUM_PARTITIONS } from '../rate/options.ts';

const MAX_PORT = 65_535;

/** Options of the socket source, as in Spark. */
export const SOCKET_SOURCE_OPTIONS = {
  host: option.text(undefined, 'the server to connect to'),
  port: option.integer({ min: 1, max: MAX_PORT, rule: 'must be a port number' }, undefined, 'its port'),
  includeTimestamp: option.boolean(false, 'add a column "timestamp" with the time each line came'),
  numPartitions: NUM_PARTITIONS,
} satisfies OptionTable;
