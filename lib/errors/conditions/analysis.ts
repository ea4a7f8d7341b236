/** Raised by the resolver while a query is built. */
export const analysisConditions = {
  AMBIGUOUS_REFERENCE: { message: 'Reference <name> is ambiguous, could be: <referenceNames>.', sqlState: '42704' },
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
  'WRONG_NUM_ARGS.WITHOUT_SUGGESTION': {
    message: 'The <functionName> requires <expectedNum> parameters but the actual number is <actualNum>.',
    sqlState: '42605',
  },
};
