const ANSI_REMEDY = 'If necessary set <config> to "false" to bypass this error.';

/** Raised while a batch runs, by the data. */
export const executionConditions = {
  ARITHMETIC_OVERFLOW: { message: `<message>.<alternative> ${ANSI_REMEDY}`, sqlState: '22003' },
  BINARY_ARITHMETIC_OVERFLOW: {
    message:
      '<value1> <symbol> <value2> caused overflow. Use <functionName> to ignore overflow problem and return NULL.',
    sqlState: '22003',
  },
  CANNOT_DECODE_URL: {
    message:
      'The provided URL cannot be decoded: <url>. Please ensure that the URL is properly formatted and try again.',
    sqlState: '22546',
  },
  CANNOT_PARSE_JSON_FIELD: {
    message:
      'Cannot parse the field name <fieldName> and the value <fieldValue> of the JSON token type <jsonType> to target Spark data type <dataType>.',
    sqlState: '2203G',
  },
  CANNOT_PARSE_TIMESTAMP: {
    message: '<message>. Use <func> to tolerate invalid input string and return NULL instead.',
    sqlState: '22007',
  },
  CAST_INVALID_INPUT: {
    message:
      'The value <expression> of the type <sourceType> cannot be cast to <targetType> because it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead.',
    sqlState: '22018',
  },
  CAST_OVERFLOW: {
    message:
      'The value <value> of the type <sourceType> cannot be cast to <targetType> due to an overflow. Use `try_cast` to tolerate overflow and return NULL instead.',
    sqlState: '22003',
  },
  COMPARATOR_RETURNS_NULL: {
    message:
      'The comparator has returned a NULL for a comparison between <firstValue> and <secondValue>.\nIt should return a positive integer for "greater than", 0 for "equal" and a negative integer for "less than".',
    sqlState: '22004',
  },
  CONVERSION_INVALID_INPUT: {
    message:
      'The value <str> (<fmt>) cannot be converted to <targetType> because it is malformed. Correct the value as per the syntax, or change its format. Use <suggestion> to tolerate malformed input and return NULL instead.',
    sqlState: '22018',
  },
  CSV_HEADER_MISMATCH: {
    message:
      'The header of the CSV file <path> does not conform to the schema: the header is <header>, the schema <schema>.',
    remedy: 'Name the columns as the header does, or set the option "enforceSchema" to "true" to go by position.',
  },
  'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION': { message: '<rangeMessage>. ', sqlState: '22023' },
  DATETIME_OVERFLOW: {
    message: 'Datetime operation overflow: <operation>.',
    sqlState: '22008',
  },
  DIVIDE_BY_ZERO: {
    message: `Division by zero. Use \`try_divide\` to tolerate divisor being 0 and return NULL instead. ${ANSI_REMEDY}`,
    sqlState: '22012',
  },
  DUPLICATED_MAP_KEY: {
    message: 'Duplicate map key <key> was found, please check the input data.',
    remedy: 'Make the keys unique, for instance with map_from_entries over array_distinct.',
    sqlState: '23505',
  },
  FAILED_EXECUTE_UDF: {
    message: 'User defined function (`<functionName>`) failed due to: <reason>.',
    sqlState: '39000',
  },
  'FAILED_READ_FILE.CORRUPT_FILE': {
    message: 'Encountered error while reading file <path>. The file is damaged or only half written: <reason>.',
    remedy: 'Write the file again, or set the option "ignoreCorruptFiles" to "true" to skip it.',
    sqlState: 'KD001',
  },
  'FAILED_READ_FILE.LINE_TOO_LONG': {
    message: 'Encountered error while reading a file: a line has more than <limit> bytes.',
    remedy: 'Write shorter records, or read whole files with the option "multiLine" (json, csv) or "wholetext" (text).',
    sqlState: 'KD001',
  },
  'FAILED_READ_FILE.NOT_UTF8': {
    message: 'Encountered error while reading file <path>. Its text is not UTF-8.',
    remedy: 'Convert the file to UTF-8.',
    sqlState: 'KD001',
  },
  'FAILED_READ_FILE.UNSUPPORTED_COMPRESSION': {
    message: 'Encountered error while reading file <path>. Files with the suffix <suffix> cannot be read.',
    remedy: 'Compress with gzip (.gz) or zstd (.zst), or not at all.',
    sqlState: 'KD001',
  },
  ILLEGAL_DAY_OF_WEEK: { message: 'Illegal input for day of week: <string>.', sqlState: '22009' },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION': {
    message:
      "You may get a different result due to the upgrading to Spark >= 3.0:\nFail to recognize <pattern> pattern in the DateTimeFormatter. Form a valid datetime pattern with the guide from '<docroot>/sql-ref-datetime-pattern.html'.",
    sqlState: '42K0B',
  },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN': {
    message:
      'You may get a different result due to the upgrading to Spark >= 3.0:\nAll week-based patterns are unsupported since Spark 3.0, detected: <c>. Please use the SQL function EXTRACT instead.',
    sqlState: '42K0B',
  },
  INTERNAL_ERROR: { message: '<message>', sqlState: 'XX000' },
  'INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION': {
    message:
      'Integer overflow while operating with intervals. Try devising appropriate values for the interval parameters.',
    sqlState: '22015',
  },
  'INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION': {
    message:
      'Integer overflow while operating with intervals. Use `<functionName>` to tolerate overflow and return NULL instead.',
    sqlState: '22015',
  },
  INTERVAL_DIVIDED_BY_ZERO: {
    message: 'Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.',
    sqlState: '22012',
  },
  INVALID_ARRAY_INDEX: {
    message:
      'The index <indexValue> is out of bounds. The array has <arraySize> elements. Use the SQL function `get()` to tolerate accessing element at invalid index and return NULL instead.',
    sqlState: '22003',
  },
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: {
    message:
      'The index <indexValue> is out of bounds. The array has <arraySize> elements. Use `try_element_at` to tolerate accessing element at invalid index and return NULL instead.',
    sqlState: '22003',
  },
  INVALID_BITMAP_POSITION: {
    message:
      'The 0-indexed bitmap position <bitPosition> is out of bounds. The bitmap has <bitmapNumBits> bits (<bitmapNumBytes> bytes).',
    sqlState: '22003',
  },
  'INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER': {
    message:
      'Unrecognized datetime pattern: <pattern>. Illegal pattern character found in datetime pattern: <c>. Please provide legal character.',
    sqlState: '22007',
  },
  'INVALID_DATETIME_PATTERN.LENGTH': {
    message:
      'Unrecognized datetime pattern: <pattern>. Too many letters in datetime pattern: <style>. Please reduce pattern length.',
    sqlState: '22007',
  },
  'INVALID_DATETIME_PATTERN.WITH_SUGGESTION': {
    message:
      "Unrecognized datetime pattern: <pattern>. You can form a valid datetime pattern with the guide from '<docroot>/sql-ref-datetime-pattern.html'.",
    sqlState: '22007',
  },
  'INVALID_FORMAT.ESC_AT_THE_END': {
    message: 'The format is invalid: <format>. The escape character is not allowed to end with.',
    sqlState: '42601',
  },
  'INVALID_FORMAT.ESC_IN_THE_MIDDLE': {
    message: 'The format is invalid: <format>. The escape character is not allowed to precede <char>.',
    sqlState: '42601',
  },
  'INVALID_FORMAT.MISMATCH_INPUT': {
    message: 'The format is invalid: <format>. The input <inputType> <input> does not match the format.',
    sqlState: '42601',
  },
  INVALID_FRACTION_OF_SECOND: {
    message:
      'Valid range for seconds is [0, 60] (inclusive), but the provided value is <secAndMicros>. To avoid this error, use `try_make_timestamp`, which returns NULL on error.',
    sqlState: '22023',
  },
  INVALID_INDEX_OF_ZERO: {
    message: 'The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).',
    sqlState: '22003',
  },
  INVALID_INPUT_VALUE: {
    message: 'Row <row> of the input has a value that its column `<column>` of type <type> cannot hold: <reason>.',
    remedy: 'Give values in the form of the column type, or null.',
  },
  INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION: {
    message:
      'Cannot add an interval to a date because its microseconds part is not 0. To resolve this, cast the input date to a timestamp, which supports the addition of intervals with non-zero microseconds.',
    sqlState: '22006',
  },
  INVALID_JSON_RECORD_TYPE: {
    message:
      'Detected an invalid type of a JSON record while inferring a common schema in the mode <failFastMode>. Expected a STRUCT type, but found "<invalidType>".',
    remedy: "Leave mode=FAILFAST out, or give the schema: session.read.schema('k STRING, v INT').json(path).",
    sqlState: '22023',
  },
  'INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE': {
    message:
      'The value of parameter(s) <parameter> in <functionName> is invalid: expects an integer value in [0, <upper>), but got <value>.',
    sqlState: '22023',
  },
  'INVALID_PARAMETER_VALUE.CHARSET': {
    message:
      'The value of parameter(s) <parameter> in <functionName> is invalid: expects one of the <charsets>, but got <charset>.',
    sqlState: '22023',
  },
  'INVALID_PARAMETER_VALUE.DATETIME_UNIT': {
    message:
      'The value of parameter(s) <parameter> in <functionName> is invalid: expects one of the units without quotes YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, but got the string literal <invalidValue>.',
    sqlState: '22023',
  },
  'INVALID_PARAMETER_VALUE.HMAC_ALGORITHM': {
    message:
      'The value of parameter(s) <parameter> in <functionName> is invalid: expects one of the algorithms <algorithms>, but got <algorithm>.',
    sqlState: '22023',
  },
  'INVALID_PARAMETER_VALUE.HMAC_CRYPTO_ERROR': {
    message: 'The value of parameter(s) <parameter> in <functionName> is invalid: detail message: <detailMessage>',
    sqlState: '22023',
  },
  'INVALID_PARAMETER_VALUE.LENGTH': {
    message:
      'The value of parameter(s) <parameter> in <functionName> is invalid: Expects `length` greater than or equal to 0, but got <length>.',
    sqlState: '22023',
  },
  'INVALID_PARAMETER_VALUE.PATTERN': {
    message: 'The value of parameter(s) <parameter> in <functionName> is invalid: <value>.',
    sqlState: '22023',
  },
  'INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX': {
    message:
      'The value of parameter(s) <parameter> in <functionName> is invalid: Expects group index between 0 and <groupCount>, but got <groupIndex>.',
    sqlState: '22023',
  },
  'INVALID_PARAMETER_VALUE.START': {
    message:
      'The value of parameter(s) <parameter> in <functionName> is invalid: Expects a positive or a negative value for `start`, but got 0.',
    sqlState: '22023',
  },
  INVALID_REGEXP_REPLACE: {
    message:
      'Could not perform regexp_replace for source = "<source>", pattern = "<pattern>", replacement = "<replacement>" and position = <position>.',
    sqlState: '22023',
  },
  INVALID_TIMEZONE: {
    message:
      "The timezone: <timeZone> is invalid. The timezone must be either a region-based zone ID or a zone offset. Region IDs must have the form 'area/city', such as 'America/Los_Angeles'. Zone offsets must be in the format '(+|-)HH', '(+|-)HH:mm’ or '(+|-)HH:mm:ss', e.g '-08' , '+01:00' or '-13:33:33', and must be in the range from -18:00 to +18:00. 'Z' and 'UTC' are accepted as synonyms for '+00:00'.",
    sqlState: '22009',
  },
  INVALID_URL: {
    message: 'The url is invalid: <url>. Use `try_parse_url` to tolerate invalid URL and return NULL instead.',
    sqlState: '22P02',
  },
  INVALID_UTF8_STRING: { message: 'Invalid UTF8 byte sequence found in string: <str>.', sqlState: '22029' },
  MALFORMED_CHARACTER_CODING: {
    message: 'Invalid value found when performing <function> with <charset>',
    sqlState: '22000',
  },
  MALFORMED_CSV_RECORD: {
    message: 'Malformed CSV record: <badRecord>. It has more than <maxColumns> columns.',
    remedy: 'Set the option "maxColumns" to a larger number, or correct the separator.',
    sqlState: 'KD000',
  },
  'MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_JSON_ARRAYS_AS_STRUCTS': {
    message:
      'Malformed records are detected in record parsing: <badRecord>. Parsing JSON arrays as structs is forbidden.',
    sqlState: '22023',
  },
  'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION': {
    message: 'Malformed records are detected in record parsing: <badRecord>. Parse Mode: <failFastMode>.',
    remedy: "To process malformed records as null result, set the option 'mode' to 'PERMISSIVE'.",
    sqlState: '22023',
  },
  NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION: {
    message:
      'Found the negative value in "<frequencyExpression>": <negativeValue>, but expected a positive integral value.',
    sqlState: '22003',
  },
  NULL_MAP_KEY: { message: 'Cannot use null as map key.', sqlState: '2200E' },
  'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION': {
    message:
      ' <value> cannot be represented as Decimal(<precision>, <scale>). If necessary set <config> to "false" to bypass this error, and return NULL instead.',
    sqlState: '22003',
  },
  PARSE_MODE_UNSUPPORTED: {
    message: "The function <funcName> doesn't support the <mode> mode. Acceptable modes are PERMISSIVE and FAILFAST.",
    sqlState: '42601',
  },
  REMAINDER_BY_ZERO: {
    message: `Remainder by zero. Use \`try_mod\` to tolerate divisor being 0 and return NULL instead. ${ANSI_REMEDY}`,
    sqlState: '22012',
  },
  SCALAR_SUBQUERY_TOO_MANY_ROWS: {
    message: 'More than one row returned by a subquery used as an expression.',
    sqlState: '21000',
  },
  UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK: {
    message:
      '<outputMode> output mode not supported for <statefulOperator> on streaming DataFrames/DataSets without watermark.',
    sqlState: '0A000',
  },
  USER_RAISED_EXCEPTION: { message: '<errorMessage>', sqlState: 'P0001' },
  _LEGACY_ERROR_TEMP_2128: { message: 'The key array and value array of MapData must have the same length.' },
  _LEGACY_ERROR_TEMP_3242: {
    message: 'sequence step must be an <intervalType> of day granularity if start and end values are dates',
  },
  _LEGACY_ERROR_TEMP_3243: { message: 'Illegal sequence boundaries: <start> to <stop> by <step>' },
};
