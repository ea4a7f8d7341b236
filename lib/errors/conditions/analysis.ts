/** Raised by the resolver while a query is built. */
export const analysisConditions = {
  AMBIGUOUS_REFERENCE: { message: 'Reference <name> is ambiguous, could be: <referenceNames>.', sqlState: '42704' },
  'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: the left and right operands of the binary operator have incompatible types ("<left>" and "<right>").',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: the binary operator requires the input type <inputType>, not "<actualDataType>".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION': {
    message: 'Cannot resolve "<sqlExpr>" due to data type mismatch: cannot cast "<srcType>" to "<targetType>".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION': {
    message: 'Cannot resolve "<sqlExpr>" due to data type mismatch: cannot cast "<srcType>" to "<targetType>".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Only foldable `STRING` expressions are allowed to appear at odd position, but they are [<inputExprs>].',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.DATA_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Input to `<functionName>` should all be the same type, but it\'s <dataType>.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.INVALID_JSON_SCHEMA': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Input schema <schema> must be a struct, an array, a map or a variant.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The `<functionName>` does not support ordering on type "<dataType>".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.NON_FOLDABLE_INPUT': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: the input `<inputName>` should be a foldable "<inputType>" expression; however, got "<inputExpr>".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The `<leftExprName>`(<leftExprValue>) must be <constraint> the `<rightExprName>`(<rightExprValue>).',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The <paramIndex> parameter requires the <requiredType> type, however <inputSql> has the type "<inputType>".',
    sqlState: '42K09',
  },
  FIELD_NOT_FOUND: { message: 'No such struct field <fieldName> in <fields>.', sqlState: '42704' },
  INVALID_EXTRACT_BASE_FIELD_TYPE: {
    message: 'Can\'t extract a value from "<base>". Need a complex type [STRUCT, ARRAY, MAP] but got "<other>".',
    sqlState: '42000',
  },
  'INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH': {
    message:
      'Invalid lambda function call. A higher order function expects <expectedNumArgs> arguments, but got <actualNumArgs>.',
    sqlState: '42K0D',
  },
  MISSING_AGGREGATION: {
    message:
      'The non-aggregating expression <expression> is based on columns which are not participating in the GROUP BY clause.',
    remedy:
      'Add the columns or the expression to the GROUP BY, aggregate the expression, or use <expressionAnyValue> if you do not care which of the values within a group is returned.',
    sqlState: '42803',
  },
  TABLE_OR_VIEW_NOT_FOUND: {
    message:
      'The table or view <relationName> cannot be found. Verify the spelling and correctness of the schema and catalog.',
    sqlState: '42P01',
  },
  'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION': {
    message: 'A column, variable, or function parameter with name <objectName> cannot be resolved.',
    sqlState: '42703',
  },
  'UNRESOLVED_COLUMN.WITH_SUGGESTION': {
    message:
      'A column, variable, or function parameter with name <objectName> cannot be resolved. Did you mean one of the following? [<proposal>].',
    sqlState: '42703',
  },
  UNRESOLVED_ROUTINE: {
    message:
      'Cannot resolve routine <routineName> on search path [`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`].',
    sqlState: '42883',
  },
  UNSUPPORTED_FUNCTION: {
    message: 'The function <functionName> is not supported with <what>.',
    remedy: '<remedy>',
    sqlState: '0A000',
  },
  'WRONG_NUM_ARGS.WITHOUT_SUGGESTION': {
    message:
      "The <functionName> requires <expectedNum> parameters but the actual number is <actualNum>. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix.",
    sqlState: '42605',
  },
};
