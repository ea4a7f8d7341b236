/** Raised by checkpoints, recovery and restart after a change. */
export const checkpointConditions = {
  CONCURRENT_STREAM_LOG_UPDATE: {
    message: 'Concurrent update to the log. Multiple streaming jobs detected for batch <batchId>.',
    remedy:
      'Make sure that only one query runs with the checkpoint location <location>; the other run goes on unharmed.',
    sqlState: '40000',
  },
  STREAMING_CHECKPOINT_MISSING_METADATA_FILE: {
    message: 'Checkpoint location <location> is missing its metadata file.',
    remedy: 'Restore the file, or start the query with a new checkpoint location.',
    sqlState: '42K03',
  },
};
