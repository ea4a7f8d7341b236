/** What Kinesis takes and gives at most in one call. */
export const KINESIS_LIMITS = Object.freeze({
  putRecords: 500,
  /** Data and keys of one PutRecords request. */
  putBytes: 10 * 1024 * 1024,
  /** A record with its key, where the stream does not say otherwise; streams can be set to 10 MiB. */
  recordBytes: 1024 * 1024,
  partitionKeyLength: 256,
  getRecords: 10_000,
});

/** Shards of a stream that are fetched at the same time. */
export const PARALLEL_FETCHES = 8;
