/** Raised while a query is started, recovered and run. */
export const runtimeConditions = {
  CHECKPOINT_BATCH_MISSING: {
    message:
      'Batch <nextBatchId> of the checkpoint <location> is to be run again, but the entry of batch <batchId> before it is missing.',
    remedy: 'Restore the missing files of the checkpoint, or start the query with a new checkpoint location.',
  },
  'STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE': {
    message:
      'Invalid streaming output mode: <outputMode>. This output mode is not supported in Data Source <className>.',
    remedy: 'Use one of the modes it takes: <allowed>.',
    sqlState: '42KDE',
  },
  STREAMING_SOURCE_COUNT_CHANGED: {
    message:
      'There are [<before>] sources in the checkpoint offsets and now there are [<after>] sources requested by the query. Cannot continue.',
    remedy: 'Start the changed query with a new checkpoint location instead of <location>.',
  },
  STREAM_FAILED: {
    message: 'Query [id = <id>, runId = <runId>] terminated with exception: <message>',
    sqlState: 'XXKST',
  },
  _LEGACY_ERROR_TEMP_1195: {
    message: "'<source>' is not supported with continuous trigger.",
    remedy:
      "Write to kafka, foreach, console, memory or noop, or use trigger({ processingTime: '0 seconds' }), which runs batches back to back.",
  },
  _LEGACY_ERROR_TEMP_1197: {
    message: "'<operation>' does not support partitioning.",
    remedy: 'Leave out partitionBy; only files are partitioned.',
  },
  _LEGACY_ERROR_TEMP_1298: {
    message:
      'checkpointLocation must be specified either through option("checkpointLocation", ...) or SparkSession.conf.set("spark.sql.streaming.checkpointLocation", ...).',
    remedy: 'Give the <format> sink a folder: .option("checkpointLocation", "/path/to/checkpoint").',
  },
  _LEGACY_ERROR_TEMP_1299: {
    message:
      'This query does not support recovering from checkpoint location. Delete <checkpointLocation> to start over.',
    remedy:
      'The <format> sink has lost the rows of earlier runs: only queries in output mode <restartModes> can go on without them.',
  },
  _LEGACY_ERROR_TEMP_2253: {
    message: 'Data source <sourceName> does not support continuous processing.',
    remedy:
      "Read from kafka, rate or memory, or use trigger({ processingTime: '0 seconds' }), which runs batches back to back.",
  },
  _LEGACY_ERROR_TEMP_3068: {
    message: 'Global aggregation with session window in streaming query is not supported.',
    remedy: 'Group by at least one more column beside session_window(...).',
  },
};
