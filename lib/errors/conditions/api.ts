/** Raised by the DataFrame API: frames, readers, writers, settings, queries. */
export const apiConditions = {
  DUPLICATE_QUERY_NAME: {
    message: 'Cannot start query with name <name> as a query with that name is already active in this SparkSession',
    remedy: 'Stop the query of that name first, or give this one another queryName.',
  },
  FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME: {
    message: 'field <field>: <dataType> can not accept object <value> in type <valueType>.',
    remedy: 'Write the value as types/value.ts says for <dataType>.',
  },
  FIELD_STRUCT_LENGTH_MISMATCH: {
    message: 'Length of object (<objectLength>) does not match with length of fields (<fieldLength>).',
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
  INVALID_QUERY_NAME: {
    message: 'The name "<name>" of a query definition is not valid.',
    remedy: 'Use 1 to 64 letters, digits, - and _, beginning with a letter.',
  },
  INVALID_TRIGGER: {
    message: 'The trigger interval <interval> is not valid: <why>.',
    remedy: "Write it like '10 seconds'.",
  },
  NOT_COLUMN_OR_STR: {
    message: 'A column or its name is expected, got <value> of type <argType>.',
    remedy: "Compare with methods (col('v').gt(1), not col('v') > 1), and spread arrays of names: select(...names).",
  },
  NOT_NUMERIC_COLUMN: {
    message: '"<column>" is not a numeric column. Aggregation function can only be applied on a numeric column.',
  },
  ONLY_ALLOW_SINGLE_TRIGGER: {
    message: 'Only a single trigger is allowed.',
    remedy: 'Give exactly one of processingTime, once, availableNow, continuous.',
  },
  PARSE_ATTRIBUTE_NAME: {
    message: 'Syntax error in the attribute name: <name>.',
    remedy:
      'Check that back-quotes come in pairs, a quoted name is complete, and a back-quote inside a name is doubled.',
    sqlState: '42000',
  },
  QUERY_ID_ALREADY_ACTIVE: {
    message:
      'Cannot start query with id <id> as another query with same id is already active. Perhaps you are attempting to restart a query from checkpoint that is already active.',
    remedy: 'Stop the old query, or set spark.sql.streaming.stopActiveRunOnRestart to true so that the start does it.',
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
  TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS: {
    message:
      'CREATE TEMPORARY VIEW or the corresponding Dataset APIs only accept single-part view names, but got: <actualName>.',
    sqlState: '428EK',
  },
  UNRESOLVED_COLUMN_AMONG_FIELD_NAMES: {
    message: 'Cannot resolve column name "<colName>" among (<fieldNames>).',
    sqlState: '42703',
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
  WRITE_STREAM_NOT_ALLOWED: {
    message: '`writeStream` can be called only on streaming Dataset/DataFrame.',
    remedy: 'Read with session.readStream instead of session.read.',
    sqlState: '42601',
  },
};
