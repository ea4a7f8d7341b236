/** Raised by checkpoints, recovery and restart after a change. */
export const checkpointConditions = {
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
  STREAMING_CHECKPOINT_MISSING_METADATA_FILE: {
    message:
      'Checkpoint location <checkpointLocation> is in an inconsistent state: the metadata file is missing but offset and/or commit logs contain data.',
    remedy: 'Restore metadata.json, or start the query with a new checkpoint location.',
    sqlState: '42K03',
  },
};
