/** Raised as a query is started: output modes, unsupported operations, options. */
export const startConditions = {
  INVALID_CHECKPOINT_LOCATION: {
    message: 'The checkpoint location <location> is not valid: <why>.',
    remedy:
      'A checkpoint in DynamoDB is written dynamodb://TABLE/QUERY_NAME?spill=BUCKET/PREFIX, with the bucket for state over 4 MB: dynamodb://checkpoints/purchases?spill=my-bucket/millrace.',
  },
  INVALID_OPTION: {
    message: 'The value "<value>" of option "<name>" of the <where> is not valid: <why>.',
    remedy: 'Allowed: <allowed>.',
  },
  MULTIPLE_EVENT_TIME_COLUMNS: {
    message:
      'More than one event time columns are available. Please ensure there is at most one event time column per stream. event time columns: (<eventTimeCols>)',
    remedy: 'Select only one of the watermarked columns before the operator that keeps state.',
    sqlState: '42K09',
  },
  NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING: {
    message:
      'Window function is not supported in <windowFunc> (as column <columnName>) on streaming DataFrames/Datasets.\nStructured Streaming only supports time-window aggregation using the WINDOW function. (window specification: <windowSpec>)',
    sqlState: '42KDE',
  },
  NOT_IN_PYSPARK: {
    message: 'The query cannot be printed as a PySpark script: <what> has no form there.',
    remedy: '<remedy>',
    sqlState: '0A000',
  },
  'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION': {
    message:
      'Invalid streaming output mode: <outputMode>. This output mode is not supported for <operation> on streaming DataFrames/DataSets.',
    remedy: '<remedy>',
    sqlState: '42KDE',
  },
  UNKNOWN_OPTION: {
    message: 'The <where> has no option "<name>".',
    remedy: 'Did you mean <suggestion>? <known>',
  },
  _LEGACY_ERROR_TEMP_1181: {
    message: 'Stream-stream join without equality predicate is not supported.;',
    remedy: 'Add an equality between the two streams to the ON condition, on a bucket of time if there is no key.',
  },
  _LEGACY_ERROR_TEMP_3076: {
    message:
      "Redefining watermark is disallowed. You can set the config 'spark.sql.streaming.statefulOperator.allowMultiple' to 'false' to restore the previous behavior. Note that multiple stateful operators will be disallowed.",
    remedy: 'Call withWatermark once on each path from a source.',
  },
  _LEGACY_ERROR_TEMP_3102: {
    message: '<message>;',
    remedy: '<remedy>',
  },
};
