const INTERVAL_HINT =
  'Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format.';

/** What is wrong with a text that should be an interval, in Spark's words. */
const intervalFormat = (reason: string) => ({
  message: `Error parsing '<input>' to interval. ${INTERVAL_HINT} ${reason}`,
  remedy: "Write a number and a unit for each part, like '10 minutes' or '1 hour 30 minutes'.",
  sqlState: '22006',
});

const UNMATCHED =
  'Interval string does not match <intervalStr> format of <supportedFormat> when cast to <typeName>: <input>.';

/** Raised while SQL, DDL or interval text is parsed. */
export const parseConditions = {
  CANNOT_PARSE_INTERVAL: {
    message: `Unable to parse '<intervalString>'. ${INTERVAL_HINT} If the issue persists, please double check that the input value is not null or empty and try again.`,
    remedy: "Write a number and a unit for each part, like '10 minutes' or '1 hour 30 minutes'.",
    sqlState: '22006',
  },
  CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE: {
    message: 'CREATE VIEW with both IF NOT EXISTS and REPLACE is not allowed.',
    sqlState: '42601',
  },
  DATATYPE_MISSING_SIZE: {
    message: 'DataType "<type>" requires a length parameter, for example "<type>"(10). Please specify the length.',
    sqlState: '42K01',
  },
  DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION: {
    message: 'Decimal precision <precision> exceeds max precision <maxPrecision>.',
    sqlState: '22003',
  },
  DECIMAL_SCALE_EXCEEDS_PRECISION: {
    message: 'Decimal scale (<scale>) cannot be greater than precision (<precision>).',
    sqlState: '22003',
  },
  DUPLICATED_CTE_NAMES: {
    message: "CTE definition can't have duplicate names: <duplicateNames>.",
    sqlState: '42602',
  },
  'INCOMPLETE_TYPE_DEFINITION.ARRAY': {
    message:
      'Incomplete complex type: The definition of "ARRAY" type is incomplete. You must provide an element type. For example: "ARRAY<INT>".',
    sqlState: '42K01',
  },
  'INCOMPLETE_TYPE_DEFINITION.MAP': {
    message:
      'Incomplete complex type: The definition of "MAP" type is incomplete. You must provide a key type and a value type. For example: "MAP<TIMESTAMP, INT>".',
    sqlState: '42K01',
  },
  'INCOMPLETE_TYPE_DEFINITION.STRUCT': {
    message:
      'Incomplete complex type: The definition of "STRUCT" type is incomplete. You must provide at least one field type. For example: "STRUCT<name STRING, phone DECIMAL(10, 0)>".',
    sqlState: '42K01',
  },
  INVALID_ESC: {
    message: 'Found an invalid escape string: <invalidEscape>. The escape string must contain only one character.',
    sqlState: '42604',
  },
  INVALID_IDENTIFIER: {
    message:
      'The unquoted identifier <ident> is invalid and must be back quoted as: `<ident>`. Unquoted identifiers can only contain ASCII letters, digits, and underbar.',
    sqlState: '42602',
  },
  'INVALID_INTERVAL_FORMAT.ARITHMETIC_EXCEPTION': intervalFormat(
    "Uncaught arithmetic exception while parsing '<word>'.",
  ),
  'INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY': intervalFormat('Interval string cannot be empty.'),
  'INVALID_INTERVAL_FORMAT.INVALID_FRACTION': intervalFormat('<word> cannot have fractional part.'),
  'INVALID_INTERVAL_FORMAT.INVALID_PRECISION': intervalFormat(
    'Interval can only support nanosecond precision, <word> is out of range.',
  ),
  'INVALID_INTERVAL_FORMAT.INVALID_UNIT': intervalFormat('Invalid unit <word>.'),
  'INVALID_INTERVAL_FORMAT.INVALID_VALUE': intervalFormat('Invalid value <word>.'),
  'INVALID_INTERVAL_FORMAT.MISSING_NUMBER': intervalFormat('Expect a number after <word> but hit EOL.'),
  'INVALID_INTERVAL_FORMAT.MISSING_UNIT': intervalFormat('Expect a unit name after <word> but hit EOL.'),
  'INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING': intervalFormat(UNMATCHED),
  'INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE': intervalFormat(
    `${UNMATCHED} Set "spark.sql.legacy.fromDayTimeString.enabled" to "true" to restore the behavior before Spark 3.0.`,
  ),
  'INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER': intervalFormat('Unrecognized number <word>.'),
  'INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION': intervalFormat(
    "Cannot support (interval '<input>' <from> to <to>) expression.",
  ),
  INVALID_NUMERIC_LITERAL: { message: 'The number <literal> is not valid with this suffix.', sqlState: '42604' },
  INVALID_NUMERIC_LITERAL_RANGE: {
    message:
      'Numeric literal <rawStrippedQualifier> is outside the valid range for <typeName> with minimum value of <minValue> and maximum value of <maxValue>. Please adjust the value accordingly.',
    sqlState: '22003',
  },
  INVALID_QUERY_MIXED_QUERY_PARAMETERS: {
    message: 'Parameterized query must either use positional, or named parameters, but not both.',
    sqlState: '42613',
  },
  INVALID_RESET_COMMAND_FORMAT: {
    message:
      "Expected format is 'RESET' or 'RESET key'. If you want to include special characters in key, please use quotes, e.g., RESET `key`.",
    sqlState: '42000',
  },
  INVALID_SET_SYNTAX: {
    message:
      "Expected format is 'SET', 'SET key', or 'SET key=value'. If you want to include special characters in key, or include semicolon in value, please use backquotes, e.g., SET `key`=`value`.",
    sqlState: '42000',
  },
  'INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE': {
    message:
      "Invalid SQL syntax: IN predicate requires at least one value. Empty IN clauses like 'IN ()' are not allowed. Consider using 'WHERE FALSE' if you need an always-false condition, or provide at least one value in the IN list.",
    sqlState: '42000',
  },
  'INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND': {
    message: 'Invalid SQL syntax: Frame bound value must be a literal.',
    sqlState: '42000',
  },
  'INVALID_SQL_SYNTAX.INVALID_WINDOW_REFERENCE': {
    message: 'Invalid SQL syntax: Window reference <windowName> is not a window specification.',
    sqlState: '42000',
  },
  'INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION': {
    message: 'Invalid SQL syntax: The definition of window <windowName> is repetitive.',
    sqlState: '42000',
  },
  'INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE': {
    message: 'Invalid SQL syntax: Cannot resolve window reference <windowName>.',
    sqlState: '42000',
  },
  INVALID_TABLESAMPLE_FRACTION: {
    message: 'Sampling fraction (<fraction>) must be on interval [0, 1].',
    sqlState: '22023',
  },
  INVALID_TEMP_OBJ_QUALIFIER: {
    message:
      'Temporary VIEW <objectName> cannot be qualified with <qualifier>. Temporary objects can only be qualified with SESSION or SYSTEM.SESSION.',
    remedy: 'Name the view by one part.',
    sqlState: '42602',
  },
  INVALID_TIMESTAMP_PRECISION: {
    message:
      'The seconds precision <precision> of <type> is invalid. Expected an integer in [7, 9] for nanosecond precision; use precision 6 or parameterless <type> for the standard microsecond type.',
    sqlState: '22023',
  },
  INVALID_TYPED_LITERAL: {
    message: 'The value of the typed literal <valueType> is invalid: <value>.',
    sqlState: '42604',
  },
  MISSING_WINDOW_SPECIFICATION: {
    message:
      "Window specification is not defined in the WINDOW clause for <windowName>. For more information about WINDOW clauses, please refer to '<docroot>/sql-ref-syntax-qry-select-window.html'.",
    sqlState: '42P20',
  },
  NEGATIVE_DELAY_THRESHOLD: {
    message: 'requirement failed: delay threshold (<delayThreshold>) should not be negative.',
    sqlState: '22023',
  },
  'NOT_A_CONSTANT_STRING.NOT_CONSTANT': {
    message:
      'The expression <expr> used for the routine or clause <name> must be a constant STRING which is NOT NULL. To be considered constant the expression must not depend on any columns, contain a subquery, or invoke a non deterministic function such as rand().',
    sqlState: '42601',
  },
  'NOT_A_CONSTANT_STRING.WRONG_TYPE': {
    message:
      'The expression <expr> used for the routine or clause <name> must be a constant STRING which is NOT NULL. The data type of the expression is <dataType>.',
    sqlState: '42601',
  },
  PARSE_EMPTY_STATEMENT: { message: 'Syntax error, unexpected empty statement.', sqlState: '42617' },
  PARSE_SYNTAX_ERROR: {
    message: 'Syntax error at or near <error>.',
    remedy: '(line <line>, position <position> of: <text>)',
    sqlState: '42601',
  },
  REQUIRES_EXPLICIT_NAME_IN_WATERMARK_CLAUSE: {
    message: 'The watermark clause requires an explicit name if an expression is specified, but got <sqlExpr>.',
    remedy: 'Write WATERMARK <sqlExpr> AS name DELAY OF …',
    sqlState: '42000',
  },
  TRAILING_COMMA_IN_SELECT: {
    message: 'Trailing comma detected in SELECT clause. Remove the trailing comma before the FROM clause.',
    sqlState: '42601',
  },
  UNBOUND_SQL_PARAMETER: {
    message:
      'Found the unbound parameter: <name>. Please, fix `args` and provide a mapping of the parameter to either a SQL literal or collection constructor functions such as `map()`, `array()`, `struct()`.',
    sqlState: '42P02',
  },
  UNCLOSED_BRACKETED_COMMENT: {
    message: 'Found an unclosed bracketed comment. Please, append */ at the end of the comment.',
    sqlState: '42601',
  },
  UNSUPPORTED_DATATYPE: { message: 'Unsupported data type <typeName>.', sqlState: '0A000' },
  UNSUPPORTED_SQL: { message: 'The SQL feature <feature> is not supported.', remedy: '<remedy>', sqlState: '0A000' },
  UNSUPPORTED_TIME_TYPE: {
    message: 'The data type TIME is not supported.',
    sqlState: '0A000',
  },
  UNSUPPORTED_TYPED_LITERAL: {
    message: 'Literals of the type <unsupportedType> are not supported. Supported types are <supportedTypes>.',
    sqlState: '0A000',
  },
  _LEGACY_ERROR_TEMP_0026: {
    message:
      'Can only use numbers in the interval value part for multiple unit value pairs interval form, but got invalid value: <value>.',
  },
  _LEGACY_ERROR_TEMP_0029: { message: 'Cannot mix year-month and day-time fields: <literal>.' },
  _LEGACY_ERROR_TEMP_0035: {
    message: "Operation not allowed: TBLPROPERTIES can't coexist with CREATE TEMPORARY VIEW.",
  },
  _LEGACY_ERROR_TEMP_0045: {
    message: 'Invalid time zone displacement value.',
  },
  _LEGACY_ERROR_TEMP_0053: {
    message: 'It is not allowed to define a TEMPORARY view with IF NOT EXISTS.',
    remedy: 'Write CREATE OR REPLACE TEMP VIEW.',
  },
  _LEGACY_ERROR_TEMP_0063: { message: '<msg>.' },
};
