/** Raised by the DataFrame API: frames, readers, writers, settings, queries. */
export const apiConditions = {
  AMBIGUOUS_COLUMN_OR_FIELD: {
    message: 'Column or field <name> is ambiguous and has <n> matches.',
    sqlState: '42702',
  },
  CALL_ON_STREAMING_DATASET_UNSUPPORTED: {
    message: 'The method `<methodName>` can not be called on streaming Dataset/DataFrame.',
    remedy: '<remedy>',
    sqlState: '42KDE',
  },
  CANNOT_UP_CAST_DATATYPE: {
    message: 'Cannot up cast <expression> from <sourceType> to <targetType>.',
    remedy: 'The view was made over a column of another type: make it again with CREATE OR REPLACE TEMP VIEW.',
    sqlState: '42846',
  },
  COLUMN_ALREADY_EXISTS: {
    message: 'The column <columnName> already exists. Choose another name or rename the existing column.',
    sqlState: '42711',
  },
  COLUMN_NOT_FOUND: {
    message:
      'The column <colName> cannot be found. Verify the spelling and correctness of the column name according to the SQL config <caseSensitiveConfig>.',
    sqlState: '42703',
  },
  'CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS': {
    message: 'Cannot create view <viewName>, the reason is not enough data columns:',
    remedy: 'View columns: <viewColumns>. Data columns: <dataColumns>.',
    sqlState: '21S01',
  },
  'CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS': {
    message: 'Cannot create view <viewName>, the reason is too many data columns:',
    remedy: 'View columns: <viewColumns>. Data columns: <dataColumns>.',
    sqlState: '21S01',
  },
  DUPLICATE_QUERY_NAME: {
    message: 'Cannot start query with name <name> as a query with that name is already active in this SparkSession',
    remedy: 'Stop the query of that name first, or give this one another queryName.',
  },
  FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME: {
    message: 'field <field>: <dataType> can not accept object <value> in type <valueType>.',
    remedy:
      "Write TIMESTAMP as a Date, DATE as 'YYYY-MM-DD', TIMESTAMP_NTZ as 'YYYY-MM-DDTHH:MM:SS', BIGINT as number or bigint, DECIMAL as number or text, other numbers as number, BINARY as Uint8Array, MAP as Map or object.",
  },
  FIELD_NOT_NULLABLE_WITH_NAME: {
    message: '<field>: This field is not nullable, but got null.',
  },
  FIELD_STRUCT_LENGTH_MISMATCH: {
    message: 'Length of object (<objectLength>) does not match with length of fields (<fieldLength>).',
  },
  INCOMPATIBLE_VIEW_SCHEMA_CHANGE: {
    message:
      'The SQL query of view <viewName> has an incompatible schema change and column <colName> cannot be resolved. Expected <expectedNum> columns named <colName> but got <actualCols>.',
    remedy: 'Please try to re-create the view by running: CREATE OR REPLACE TEMPORARY VIEW.',
    sqlState: '51024',
  },
  INVALID_COLUMN_OR_FIELD_DATA_TYPE: {
    message: "Column or field <name> is of type <type> while it's required to be <expectedType>.",
    remedy: 'Cast the column first, as withColumn(name, col(name).cast(type)) does.',
    sqlState: '42000',
  },
  'INVALID_CONF_VALUE.REQUIREMENT': {
    message: 'The value \'<confValue>\' in the config "<confName>" is invalid. <confRequirement>',
    sqlState: '22022',
  },
  'INVALID_CONF_VALUE.TIME_ZONE': {
    message: 'The value \'<confValue>\' in the config "<confName>" is invalid. Cannot resolve the given timezone.',
    remedy: "Use the name of a zone like 'Europe/Berlin', 'UTC', or an offset like '+02:00'.",
    sqlState: '22022',
  },
  'INVALID_CONF_VALUE.TYPE_MISMATCH': {
    message: "The value '<confValue>' in the config \"<confName>\" is invalid. It should be a/an '<confType>' value.",
    sqlState: '22022',
  },
  INVALID_NUM_PARTITIONS: {
    message: 'requirement failed: Number of partitions (<numPartitions>) must be positive.',
  },
  INVALID_QUERY_NAME: {
    message: 'The name "<name>" of a query definition is not valid.',
    remedy: 'Use 1 to 64 letters, digits, - and _, beginning with a letter.',
  },
  INVALID_RANGE: {
    message: 'The range is not valid: <why>.',
    remedy: 'Give whole numbers, and a step that is not 0.',
  },
  INVALID_SAMPLE_FRACTION: {
    message: 'requirement failed: Sampling fraction (<fraction>) must be on interval [0, 1] without replacement',
  },
  INVALID_SAVE_MODE: {
    message:
      'The specified save mode <mode> is invalid. Valid save modes include "append", "overwrite", "ignore", "error", "errorifexists", and "default".',
    sqlState: '42000',
  },
  INVALID_SQL_ARG: {
    message:
      'The argument <name> of `sql()` is invalid. Consider to replace it either by a SQL literal or by collection constructor functions such as `map()`, `array()`, `struct()`.',
    sqlState: '42K08',
  },
  INVALID_TRIGGER: {
    message: 'The trigger interval <interval> is not valid: <why>.',
    remedy: "Write it like '10 seconds'.",
  },
  LENGTH_SHOULD_BE_THE_SAME: {
    message: '<arg1> and <arg2> should be of the same length, got <arg1Length> and <arg2Length>.',
  },
  MIXED_TYPE_REPLACEMENT: {
    message: 'Mixed type replacements are not supported.',
    remedy:
      'Replace numbers by numbers, texts by texts, booleans by booleans, or any of them by null, in one call each.',
  },
  NODE_TOO_OLD: {
    message: 'Millrace needs Node <oldest> or later, and this is Node <version> (<path>).',
    remedy: 'Install Node <oldest>, from nodejs.org or with a version manager: `nvm install <oldest>`.',
  },
  NOT_CALLABLE: {
    message: 'Argument `<argName>` should be a callable, got <argType>.',
    remedy: 'Give a function: <example>.',
  },
  NOT_COLUMN_OR_STR: {
    message: 'A column or its name is expected, got <value> of type <argType>.',
    remedy: "Compare with methods (col('v').gt(1), not col('v') > 1), and spread arrays of names: select(...names).",
  },
  NOT_IMPLEMENTED: {
    message: '<feature> is not implemented.',
    remedy: '<remedy>',
    sqlState: '0A000',
  },
  NOT_NUMERIC_COLUMN: {
    message: '"<column>" is not a numeric column. Aggregation function can only be applied on a numeric column.',
  },
  NOT_STR: {
    message: 'Argument `<argName>` should be a str, got <argType>.',
    remedy: 'Give text: <example>.',
  },
  NULLABLE_COLUMN_OR_FIELD: {
    message: "Column or field <name> is nullable while it's required to be non-nullable.",
    remedy: 'Drop or fill its nulls first: na.fill(…).',
    sqlState: '42000',
  },
  ONLY_ALLOW_SINGLE_TRIGGER: {
    message: 'Only a single trigger is allowed.',
    remedy:
      "Give exactly one of processingTime, once, availableNow, continuous: trigger({ processingTime: '10 seconds' }), trigger({ availableNow: true }).",
  },
  PARSE_ATTRIBUTE_NAME: {
    message: 'Syntax error in the attribute name: <name>.',
    remedy:
      'Check that back-quotes come in pairs, a quoted name is complete, and a back-quote inside a name is doubled.',
    sqlState: '42000',
  },
  PATH_ALREADY_EXISTS: {
    message: 'Path <outputPath> already exists. Set mode as "overwrite" to overwrite the existing path.',
    sqlState: '42K04',
  },
  QUERY_DEFINITION_WITHOUT_WRITER: {
    message: 'The function of the query "<name>" returns <what>, and not what it is to be written with.',
    remedy:
      "Return a frame's writeStream with its format and options, not started and not awaited, for whoever runs the query starts it: `defineQuery('<name>', (session) => session.readStream.….writeStream.format('parquet')…)`.",
  },
  QUERY_ID_ALREADY_ACTIVE: {
    message:
      'Cannot start query with id <id> as another query with same id is already active. Perhaps you are attempting to restart a query from checkpoint that is already active.',
    remedy: 'Stop the old query, or set spark.sql.streaming.stopActiveRunOnRestart to true so that the start does it.',
  },
  RECURSIVE_VIEW: {
    message: 'Recursive view <viewIdent> detected (cycle: <newPath>).',
    sqlState: '42K0H',
  },
  REPEATED_CLAUSE: {
    message: 'The <clause> clause may be used at most once per <operation> operation.',
    sqlState: '42614',
  },
  SCHEMA_NOT_FOUND: {
    message: 'The schema <schemaName> cannot be found. Verify the spelling and correctness of the schema and catalog.',
    remedy: 'Views belong to no schema but `default`.',
    sqlState: '42704',
  },
  SESSION_STOPPED: {
    message: 'The session has been stopped.',
    remedy: 'Open another one with StreamSession.create(), or call stop() later.',
  },
  SQL_CONF_NOT_FOUND: {
    message: 'The SQL config <sqlConf> cannot be found. Please verify that the config exists.',
    remedy: '<hint>',
    sqlState: '42K0I',
  },
  'STREAMING_OUTPUT_MODE.INVALID': {
    message: "Invalid streaming output mode: <outputMode>. Accepted output modes are 'Append', 'Complete', 'Update'.",
    sqlState: '42KDE',
  },
  TEMP_TABLE_OR_VIEW_ALREADY_EXISTS: {
    message: 'Cannot create the temporary view <relationName> because it already exists.',
    remedy: 'Choose a different name, drop the view, or use createOrReplaceTempView.',
    sqlState: '42P07',
  },
  TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS: {
    message:
      'CREATE TEMPORARY VIEW or the corresponding Dataset APIs only accept single-part view names, but got: <actualName>.',
    sqlState: '428EK',
  },
  UNKNOWN_COLUMN_IN_ROW: {
    message: 'Row <row> has a value for "<name>", which is no column of the schema.',
    remedy: 'Columns: <columns>. Mend the name, or leave the value out.',
  },
  UNPIVOT_REQUIRES_VALUE_COLUMNS: {
    message: 'At least one value column needs to be specified for UNPIVOT, all columns specified as ids.',
    sqlState: '42K0A',
  },
  UNPIVOT_VALUE_DATA_TYPE_MISMATCH: {
    message: 'Unpivot value columns must share a least common type, some types do not: [<types>].',
    remedy: 'Cast them to one type first.',
    sqlState: '42K09',
  },
  UNRECOGNIZED_STATISTIC: {
    message:
      "The statistic '<stats>' is not recognized. Valid statistics include `count`, `count_distinct`, `approx_count_distinct`, `mean`, `stddev`, `min`, `max`, and percentile values. Percentile must be a numeric value followed by '%', within the range 0% to 100%.",
    sqlState: '42704',
  },
  UNRESOLVED_COLUMN_AMONG_FIELD_NAMES: {
    message: 'Cannot resolve column name "<colName>" among (<fieldNames>).',
    sqlState: '42703',
  },
  UNSUPPORTED_DATA_SOURCE_SAVE_MODE: {
    message:
      'The data source "<source>" cannot be written in the "<createMode>" mode. Please use either the <modes> mode instead.',
    sqlState: '0A000',
  },
  'UNSUPPORTED_FEATURE.TABLE_OPERATION': {
    message: 'The feature is not supported: Table `<tableName>` does not support batch write.',
    remedy: 'Write files, or name the frame with createOrReplaceTempView.',
    sqlState: '0A000',
  },
  UNSUPPORTED_JOIN_TYPE: {
    message: "Unsupported join type '<typ>'. Supported join types include: <supported>.",
    sqlState: '0A000',
  },
  UNSUPPORTED_LITERAL_TYPE: {
    message: 'A literal of type <valueType> is not supported.',
    remedy: 'Use null, boolean, number, bigint, string, Date, Uint8Array, an array, a Map, or a Column.',
    sqlState: '0A000',
  },
  'UNSUPPORTED_OVERWRITE.PATH': {
    message: "Can't overwrite the target that is also being read from. The target path is <path>.",
    remedy: 'Write to another folder.',
    sqlState: '42902',
  },
  VALUE_NOT_ALLOWED: {
    message: 'Value for `<argName>` has to be amongst the following values: <allowed>, got <value>.',
  },
  WRITE_STREAM_NOT_ALLOWED: {
    message: '`writeStream` can be called only on streaming Dataset/DataFrame.',
    remedy: 'Read with session.readStream instead of session.read.',
    sqlState: '42601',
  },
  _LEGACY_ERROR_TEMP_1006: {
    message: "Aggregate expression required for pivot, but '<sql>' did not appear in any aggregate function.",
  },
  _LEGACY_ERROR_TEMP_1307: {
    message:
      "There is a 'path' option set and save() is called with a path parameter. Either remove the path option, or call save() without the parameter.",
  },
  _LEGACY_ERROR_TEMP_3063: {
    message: 'pivot is not supported on a streaming DataFrames/Datasets',
    remedy: 'Give the values that become columns: pivot(column, values).',
  },
  _LEGACY_ERROR_TEMP_3064: {
    message: 'pivot is not supported after <operation>.',
    remedy: 'Use groupBy(…).pivot(…).',
  },
};
