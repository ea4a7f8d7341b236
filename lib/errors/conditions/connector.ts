/** Raised by sources and sinks. */
export const connectorConditions = {
  ALL_PARTITION_COLUMNS_NOT_ALLOWED: {
    message: 'Cannot use all columns for partition columns.',
    remedy: 'Leave at least one column out of partitionBy.',
    sqlState: 'KD005',
  },
  ARCHIVE_DIR_MATCHES_SOURCE: {
    message:
      'Base archive path cannot be set to the path where archived path can possibly match with source pattern: sourceArchiveDir is <archiveDir>, the source reads <path>.',
    remedy: 'Archive into a folder that is neither above nor below what the source reads.',
  },
  CANNOT_READ_FILE_FOOTER: {
    message: 'Could not read footer for file: <path>.',
    remedy: 'Give a schema, or remove the file: it is no whole Parquet file.',
    sqlState: 'KD001',
  },
  CONFLICTING_PARTITION_COLUMN_NAMES: {
    message:
      'Conflicting partition column names detected: <columnLists>. For partitioned table directories, data files should only live in leaf directories. And directories at the same level should have the same partition column name.',
    remedy:
      'Move files so that the folders of all of them have the same names in the same order, or read them one kind at a time with a wildcard.',
    sqlState: 'KD009',
  },
  DATA_SOURCE_NOT_FOUND: {
    message: 'Failed to find the data source: <provider>.',
    remedy: 'Known formats: <known>.',
    sqlState: '42K02',
  },
  DYNAMODB_SINK_COLUMN_RESERVED: {
    message:
      'The DynamoDB sink cannot write the column <column>: it marks its items with an attribute of that name, by which it tells old batches from new ones.',
    remedy: "Give the column another name: .withColumnRenamed('<column>', 'other').",
  },
  DYNAMODB_SINK_KEY_MISSING: {
    message: 'A row for the DynamoDB sink has a value that cannot be a key: column <column> is <why>.',
    remedy: 'Filter such rows out, or give them a value: coalesce(<column>, …).',
  },
  DYNAMODB_SINK_WRITE_REFUSED: {
    message: 'DynamoDB refuses what the sink asks of the table <tableName> (<what>): <reason>.',
    remedy:
      "Check that partitionKey and sortKey are the table's key, with columns of its types, that no row is over 400 KB, and that the role may PutItem (complete mode: also Scan and DeleteItem).",
  },
  DYNAMODB_TABLE_NOT_FOUND: {
    message: 'The DynamoDB table <tableName> does not exist in the account and region of the environment.',
    remedy: 'Check the name, AWS_REGION and the credentials, or create the table; the sink creates none.',
  },
  DYNAMODB_VALUE_UNSUPPORTED: {
    message: 'DynamoDB cannot hold the value <value> of column <column>: <why>.',
    remedy: 'Convert it in the query: CAST(… AS STRING), or nanvl(…, NULL) for NaN.',
  },
  'FAILED_READ_FILE.FILE_NOT_EXIST': {
    message:
      'Encountered error while reading file <path>. File does not exist. It belongs to a batch that has to be read again.',
    remedy: 'Put the file back, or set the option "ignoreMissingFiles" to true to go on without its rows.',
    sqlState: 'KD001',
  },
  FILE_CHANGED_SINCE_LISTING: {
    message:
      'The file <path> has changed since it was listed: it had <listedBytes> bytes, written at <listedTime>; now it has <bytes> bytes, written at <time>.',
    remedy:
      'Write a file under a name that starts with "." or in another folder and rename it when it is whole. To go on, put back what was listed, or remove the file and set the option "ignoreMissingFiles" to true.',
  },
  FILE_SOURCE_LOG_CORRUPT: {
    message: 'The file source log has no readable entry <id>, which batch offsets <start> to <end> need.',
    remedy: 'Restore the entry in the checkpoint, or start the query with a new checkpoint location.',
  },
  FOREACH_BATCH_USER_FUNCTION_ERROR: {
    message: 'An error occurred in the user provided function in foreach batch sink. Reason: <reason>',
    sqlState: '39000',
  },
  FOREACH_USER_FUNCTION_ERROR: {
    message: 'An error occurred in the user provided function in foreach sink. Reason: <reason>',
    sqlState: '39000',
  },
  INCORRECT_RAMP_UP_RATE: {
    message:
      "Max offset with <rowsPerSecond> rowsPerSecond is <maxSeconds>, but 'rampUpTimeSeconds' is <rampUpTimeSeconds>.",
    remedy: 'Lower rowsPerSecond or rampUpTime.',
    sqlState: '22003',
  },
  KINESIS_DATA_IS_NULL: {
    message: 'A row for the stream <stream> has no data: its column "data" is null.',
    remedy: "Leave such rows out: .filter('data IS NOT NULL').",
  },
  'KINESIS_DATA_LOSS.BATCH_TRIMMED': {
    message:
      'A batch has to be read again, but the stream <stream> no longer has all of its records: of shard <shardId> those after <start> up to <end> are needed, and the last one found is <found>.',
    remedy:
      'Lengthen the retention of the stream. To go on without what is gone, set the option "failOnDataLoss" to false.',
  },
  'KINESIS_DATA_LOSS.RECORDS_TRIMMED': {
    message:
      'Records of the stream <stream> may have been trimmed before they were read: shard <shardId> was read up to <sequence>, all that had arrived by <readThrough>; the stream keeps what has arrived since <horizon>, and the next record there is <next>.',
    remedy:
      'Run the query more often than the retention, or lengthen the retention of the stream. To go on without what is gone, set the option "failOnDataLoss" to false.',
  },
  'KINESIS_DATA_LOSS.SHARD_MISSING': {
    message:
      'The stream <stream> no longer has shard <shardId>, which was read up to <sequence> and not yet to its end.',
    remedy:
      'It was closed by a reshard, and its records have left since. To go on without them, set the option "failOnDataLoss" to false.',
  },
  'KINESIS_DATA_LOSS.STREAM_RECREATED': {
    message:
      'The stream <stream> is another one than the query has read: that was made at <before>, this one at <now>.',
    remedy: 'Start the query with a new checkpoint location.',
  },
  KINESIS_PAYLOAD_NOT_AN_OBJECT: {
    message: 'A payload for the stream <stream> is no JSON object, so that it cannot say which row it is: <payload>',
    remedy: 'Write JSON objects, or set the option "identity" to auto or none.',
  },
  KINESIS_PAYLOAD_NOT_GZIP: {
    message: 'Record <sequence> of shard <shardId> of the stream <stream> is not compressed with gzip.',
    remedy: 'Set the option "compression" to auto, which takes both, or to none.',
  },
  KINESIS_PUT_FAILED: {
    message: 'The stream <stream> has not taken <records> records of the batch. It last said: <code>: <reason>',
    remedy:
      'Give the stream more shards, or write less to one partition key. The batch will be written again; "maxRetryTime" says how long the stream is asked.',
  },
  KINESIS_RECORD_TOO_LARGE: {
    message: 'A record for the stream <stream> has <bytes> bytes with its key; the stream takes <limit>.',
    remedy:
      'Select fewer columns, set the option "compression" to gzip, or raise the largest record size of the stream (at most 10 MiB).',
  },
  KINESIS_STREAM_NOT_FOUND: {
    message: 'There is no stream <stream> in the account and region of the environment.',
    remedy:
      'Check its name, AWS_REGION, AWS_ENDPOINT_URL and the credentials, or create it: aws kinesis create-stream --stream-name <stream>.',
  },
  MISSING_OPTION: {
    message: 'The <where> needs the option "<name>".',
    remedy: 'Set it with option("<name>", …): <description>.',
  },
  NO_FILE_SYSTEM: {
    message: 'No file system is known for the path <path>.',
    remedy:
      'Use a path of this machine ("/data/in", "file:/data/in"), or give the session a file system for such paths.',
  },
  OPTION_CONFLICT: {
    message: "Options '<first>' and '<second>' can't be both set at the same time.",
    remedy: 'Leave one of them out.',
  },
  PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA: {
    message:
      'Partition column <column> not found in schema <schema>. Please provide the existing column for partitioning.',
    sqlState: '42000',
  },
  PATH_NOT_FOUND: {
    message: 'Path does not exist: <path>.',
    remedy:
      'Check the path, and the working directory if it is a relative one. The folder of a stream may be empty, but has to be there.',
    sqlState: '42K03',
  },
  S3_ACCESS_DENIED: {
    message: 'S3 refuses to <operation> <path>: <reason>.',
    remedy:
      'Allow it in the IAM policy of the role or user: s3:ListBucket on arn:aws:s3:::<bucket>; s3:GetObject to read, s3:PutObject to write, s3:DeleteObject for cleanSource and to replace files, s3:AbortMultipartUpload for large ones on arn:aws:s3:::<bucket>/*.',
  },
  S3_BUCKET_NOT_FOUND: {
    message: 'There is no bucket <bucket>: cannot <operation> <path>.',
    remedy:
      'Check its name and the region and account that the environment gives (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL), or create it: aws s3 mb s3://<bucket>.',
  },
  S3_INVALID_PATH: {
    message: 'The path <path> is no S3 path.',
    remedy: 'Write s3://bucket/folder, with a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens.',
  },
  S3_SCRATCH_FULL: {
    message: 'There is no room in <directory> for <path> (<bytes> bytes), which must be read from this machine.',
    remedy:
      'Take less per batch with maxBytesPerTrigger or maxFilesPerTrigger, or give more room: scratchDirectory of the session, the ephemeral storage of the Lambda function.',
  },
  SOCKET_CONNECTION_FAILED: {
    message: 'The socket source cannot connect to <host>:<port>: <reason>.',
    remedy: 'Start the server first, for a try-out: nc -lk <port>.',
  },
  SOCKET_CONNECTION_LOST: {
    message: 'The socket source has lost its connection to <host>:<port> after <lines> lines: <reason>.',
    remedy: 'Start the server again, then the query; lines sent in between are lost, as a socket cannot repeat them.',
  },
  UNABLE_TO_INFER_SCHEMA: {
    message: 'Unable to infer schema for <format>. It must be specified manually.',
    remedy:
      "Put files there first, or give the schema: session.read.schema('k STRING, v INT'). Files under _ and . names are not seen, nor those in folders below without recursiveFileLookup.",
    sqlState: '42KD9',
  },
  UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE: {
    message: 'The <format> datasource doesn\'t support the column <columnName> of the type "<columnType>".',
    sqlState: '0A000',
  },
  WAIT_INTERRUPTED: { message: 'The query was stopped while the <where> waited for <what>.' },
  _LEGACY_ERROR_TEMP_1194: {
    message: 'queryName must be specified for memory sink.',
    remedy: "Name the query: writeStream.queryName('counts').",
  },
  _LEGACY_ERROR_TEMP_2048: {
    message:
      'Schema must be specified when creating a streaming source DataFrame. If some files already exist in the directory, then depending on the file format you may be able to create a static DataFrame on that directory with "session.read.load(directory)" and infer schema from it.',
    remedy: "Give the schema: readStream.schema('id BIGINT, name STRING').",
  },
  _LEGACY_ERROR_TEMP_2242: { message: '<provider> source does not support user-specified schema.' },
};
