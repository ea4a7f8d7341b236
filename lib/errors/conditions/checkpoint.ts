/** Raised by checkpoints, recovery and restart after a change. */
export const checkpointConditions = {
  'CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS': {
    message:
      'An error occurred during loading state. Error reading delta file <fileToRead> of batch <batchId>, operator <operatorId>, table <table>: <fileToRead> does not exist in <location>.',
    remedy: 'Restore the file from a backup of the checkpoint, or start the query with a new checkpoint location.',
    sqlState: '58030',
  },
  'CANNOT_LOAD_STATE_STORE.CANNOT_READ_MISSING_SNAPSHOT_FILE': {
    message:
      'An error occurred during loading state. Error reading snapshot file <fileToRead> of batch <batchId>, operator <operatorId>, table <table>: <fileToRead> does not exist in <location>.',
    remedy: 'Restore the file from a backup of the checkpoint, or start the query with a new checkpoint location.',
    sqlState: '58030',
  },
  'CANNOT_LOAD_STATE_STORE.MISSING_COMMIT': {
    message:
      'An error occurred during loading state. The state after batch <batchId> needs the commit of batch <missing>, which is not in <location>.',
    remedy:
      'Ask for a batch that is retained (spark.sql.streaming.minBatchesToRetain), restore the commit from a backup, or start the query with a new checkpoint location.',
    sqlState: '58030',
  },
  'CANNOT_LOAD_STATE_STORE.UNREADABLE_FILE': {
    message:
      'An error occurred during loading state. The state file <file> of batch <batchId>, operator <operatorId>, table <table> cannot be read: <reason>',
    remedy:
      'Restore the file from a backup of the checkpoint <location>, or start the query with a new checkpoint location.',
    sqlState: '58030',
  },
  CHECKPOINT_FILE_UNREADABLE: {
    message: 'The checkpoint file <file> cannot be read: <reason>.',
    remedy: 'Restore the file from a backup, or start the query with a new checkpoint location.',
    sqlState: '58030',
  },
  CHECKPOINT_LINK_UNSUPPORTED: {
    message:
      'The file system of the checkpoint location <location> has no hard links, by which two runs are told apart.',
    remedy: 'Put the checkpoint on a local disk.',
  },
  CONCURRENT_STREAM_LOG_UPDATE: {
    message: 'Concurrent update to the log. Multiple streaming jobs detected for batch <batchId>.',
    remedy:
      'Make sure that only one query runs with the checkpoint location <location>; the other run goes on unharmed.',
    sqlState: '40000',
  },
  'INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION': {
    message:
      'UnsupportedLogVersion. The maximum supported log version is v<maxSupportedVersion>, but encountered v<version> in <file>. It was written by a newer version of Millrace and cannot be read by this one.',
    remedy: 'Upgrade Millrace, or start the query with a new checkpoint location.',
    sqlState: 'KD002',
  },
  INVALID_PLAN_JSON: {
    message: 'The stored plan cannot be read: <path> should be <expected>, but is <found>.',
    remedy: 'It was written by another version of Millrace or changed by hand; build the plan again from the query.',
  },
  STREAMING_CHECKPOINT_MISSING_METADATA_FILE: {
    message:
      'Checkpoint location <checkpointLocation> is in an inconsistent state: the metadata file is missing but offset and/or commit logs contain data.',
    remedy: 'Restore metadata.json, or start the query with a new checkpoint location.',
    sqlState: '42K03',
  },
};
