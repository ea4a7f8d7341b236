/** Raised while a batch runs, by the data. */
export const executionConditions = {
  ARITHMETIC_OVERFLOW: {
    message: '<message>.<alternative> If necessary set <config> to "false" to bypass this error.',
    sqlState: '22003',
  },
  CAST_INVALID_INPUT: {
    message:
      'The value <expression> of the type <sourceType> cannot be cast to <targetType> because it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead.',
    sqlState: '22018',
  },
  DIVIDE_BY_ZERO: {
    message:
      'Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. If necessary set <config> to "false" to bypass this error.',
    sqlState: '22012',
  },
  INTERNAL_ERROR: { message: '<message>', sqlState: 'XX000' },
};
