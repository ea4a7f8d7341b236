/** Raised while SQL, DDL or interval text is parsed. */
export const parseConditions = {
  INVALID_INTERVAL_FORMAT: {
    message: "Error parsing '<input>' to interval, unrecognized text.",
    remedy: "Write a number and a unit for each part, like '10 minutes' or '1 hour 30 minutes'.",
    sqlState: '22006',
  },
  PARSE_EMPTY_STATEMENT: { message: 'Syntax error, unexpected empty statement.', sqlState: '42617' },
  PARSE_SYNTAX_ERROR: { message: 'Syntax error at or near <error>.', sqlState: '42601' },
  UNSUPPORTED_DATATYPE: { message: 'Unsupported data type <typeName>.', sqlState: '0A000' },
  UNSUPPORTED_SQL: { message: 'The SQL feature <feature> is not supported.', remedy: '<remedy>', sqlState: '0A000' },
};
