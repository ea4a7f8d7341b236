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
  CHECKPOINT_OF_SPARK: {
    message: 'The checkpoint location <location> was written by Apache Spark, whose checkpoints cannot be taken over.',
    remedy: 'Start the query with a new checkpoint location.',
  },
  CHECKPOINT_SPILL_BUCKET_MISSING: {
    message:
      'A state <kind> of <bytes> bytes is too large for the items of a DynamoDB table (up to <limit> bytes are kept there), and the checkpoint location <location> names no bucket for it.',
    remedy: "Name one: add '?spill=BUCKET/PREFIX' to the checkpoint location.",
  },
  CHECKPOINT_TABLE_ACCESS_DENIED: {
    message: 'DynamoDB refuses access to the table <table> of the checkpoint location <location>: <reason>.',
    remedy:
      'Allow dynamodb:GetItem, PutItem, Query and BatchWriteItem on the table; in CDK: table.grantReadWriteData(role).',
  },
  CHECKPOINT_TABLE_KEY_MISMATCH: {
    message:
      'The DynamoDB table <table> of the checkpoint location <location> has another key than pk and sk: <reason>.',
    remedy:
      'Use a table of its own for checkpoints, with the partition key pk and the sort key sk, both of type S (string).',
  },
  CHECKPOINT_TABLE_NOT_FOUND: {
    message:
      'The DynamoDB table <table> of the checkpoint location <location> does not exist in the account and region of the environment.',
    remedy:
      "Check AWS_REGION and the credentials, or create the table: aws dynamodb create-table --table-name <table> --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=pk,AttributeType=S AttributeName=sk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH AttributeName=sk,KeyType=RANGE && aws dynamodb update-time-to-live --table-name <table> --time-to-live-specification Enabled=true,AttributeName=expiresAt. In CDK: new TableV2(this, 'Checkpoints', { tableName: '<table>', partitionKey: { name: 'pk', type: AttributeType.STRING }, sortKey: { name: 'sk', type: AttributeType.STRING }, timeToLiveAttribute: 'expiresAt' }).",
  },
  CONCURRENT_STREAM_LOG_UPDATE: {
    message: 'Concurrent update to the log. Multiple streaming jobs detected for batch <batchId>.',
    remedy:
      'Make sure that only one query runs with the checkpoint location <location>; the other run goes on unharmed.',
    sqlState: '40000',
  },
  INCOMPATIBLE_QUERY_CHANGE: {
    message:
      'The query differs from the one that wrote the checkpoint <location>: <what> was [<before>], and is now [<after>].',
    remedy:
      'Undo the change, or start the query with a new checkpoint location. A change of the time windows or of the output mode can be forced by naming it ("window", "outputMode") in spark.millrace.allowIncompatibleChanges; results of before and after the change then mix.',
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
  STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE: {
    message:
      'Provided key schema does not match existing state key schema. Please check number and type of fields. Existing key_schema=<storedKeySchema> and new key_schema=<newKeySchema>: <what>.',
    remedy: 'Undo the change of the keys, or start the query with a new checkpoint location instead of <location>.',
    sqlState: 'XXKST',
  },
  STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE: {
    message:
      'Provided value schema does not match existing state value schema. Please check number and type of fields. Existing value_schema=<storedValueSchema> and new value_schema=<newValueSchema>: <what>.',
    remedy:
      'Undo the change of the aggregates or columns, or start the query with a new checkpoint location instead of <location>.',
    sqlState: 'XXKST',
  },
  STREAMING_CHECKPOINT_MISSING_METADATA_FILE: {
    message:
      'Checkpoint location <checkpointLocation> is in an inconsistent state: the metadata file is missing but offset and/or commit logs contain data.',
    remedy: 'Restore metadata.json, or start the query with a new checkpoint location.',
    sqlState: '42K03',
  },
  STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY: {
    message:
      'Cannot restart streaming query with stateful operators because the state directory is empty or missing. Stateful operators in current batch: [<OpsInCurBatchSeq>]. This typically occurs when state files have been deleted or the streaming query was previously run without stateful operators but restarted with stateful operators.',
    remedy:
      'Remove the stateful operators, use a new checkpoint location instead of <location>, or restore the missing state files.',
    sqlState: '42K03',
  },
  STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA: {
    message:
      'Streaming stateful operator name does not match with the operator in state metadata. This likely to happen when user adds/removes/changes stateful operator of existing streaming query. Stateful operators in the metadata: [<OpsInMetadataSeq>]; Stateful operators in current batch: [<OpsInCurBatchSeq>].',
    remedy: 'Undo the change, or start the query with a new checkpoint location instead of <location>.',
    sqlState: '42K03',
  },
};
