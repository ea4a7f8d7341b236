/** Raised while a query is started, recovered and run. */
export const runtimeConditions = {
  CHECKPOINT_BATCH_MISSING: {
    message: 'Batch <nextBatchId> of the checkpoint <location> is to be run again, but the entry of batch <batchId> before it is missing.',
    remedy: 'Restore the missing files of the checkpoint, or start the query with a new checkpoint location.',
  },
  STREAMING_SOURCE_COUNT_CHANGED: {
    message:
      'There are [<before>] sources in the checkpoint offsets and now there are [<after>] sources requested by the query. Cannot continue.',
    remedy: 'Start the changed query with a new checkpoint location instead of <location>.',
  },
  STREAM_FAILED: { message: 'Query [id = <id>, runId = <runId>] terminated with exception: <message>', sqlState: 'XXKST' },
};
