/** Raised by the resolver while a query is built. */
export const analysisConditions = {
  AMBIGUOUS_LATERAL_COLUMN_ALIAS: {
    message: 'Lateral column alias <name> is ambiguous and has <n> matches.',
    sqlState: '42702',
  },
  AMBIGUOUS_REFERENCE: {
    message: 'Reference <name> is ambiguous, could be: <referenceNames>.',
    sqlState: '42704',
  },
  ASSIGNMENT_ARITY_MISMATCH: {
    message:
      'The number of columns or variables assigned or aliased: <numTarget> does not match the number of source expressions: <numExpr>.',
    sqlState: '42802',
  },
  CANNOT_RESOLVE_STAR_EXPAND: {
    message:
      'Cannot resolve <targetString>.* given input columns <columns>. Please check that the specified table or struct exists and is accessible in the input columns.',
    sqlState: '42704',
  },
  COLUMN_IS_NOT_VARIANT_TYPE: {
    message: 'The semi-structured extraction operator (`:`) can only be applied to a column of the VARIANT type.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Input to `<functionName>` should have been "ARRAY" followed by a value with same element type, but it\'s ["<leftType>", "<rightType>"].',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Input to function `<functionName>` should have been two "ARRAY" with same element type, but it\'s ["<leftType>", "<rightType>"].',
    sqlState: '42K09',
  },
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
  'DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: cannot cast "<srcType>" to "<targetType>" with ANSI mode on.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION': {
    message: 'Cannot resolve "<sqlExpr>" due to data type mismatch: cannot cast "<srcType>" to "<targetType>".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.CREATE_MAP_KEY_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The given keys of function `<functionName>` should all be the same type, but they are <dataType>.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.CREATE_MAP_VALUE_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The given values of function `<functionName>` should all be the same type, but they are <dataType>.',
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
  'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Filter expression <filter> of type <type> is not a boolean.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.HASH_MAP_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Input to the function `<functionName>` cannot contain elements of the "MAP" type. In Spark, same maps may have different hashcode, thus hash expressions are prohibited on "MAP" elements. To restore previous behavior set "spark.sql.legacy.allowHashOnMapType" to "true".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.INVALID_ARG_VALUE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The <inputName> value must to be a <requireType> literal of <validValues>, but got <inputValue>.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.INVALID_JSON_MAP_KEY_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Input schema <schema> can only contain STRING as a key type for a MAP.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.INVALID_JSON_SCHEMA': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Input schema <schema> must be a struct, an array, a map or a variant.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE': {
    message: 'Cannot resolve "<sqlExpr>" due to data type mismatch: The key of map cannot be/contain "<keyType>".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The `<functionName>` does not support ordering on type "<dataType>".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The data type of one or more elements in the left hand side of an IN subquery is not compatible with the data type of the output of the subquery. Mismatched columns: [<mismatchedColumns>], left side: [<leftType>], right side: [<rightType>].',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The number of columns in the left hand side of an IN subquery does not match the number of columns in the output of subquery. Left hand side columns(length: <leftLength>): [<leftColumns>], right hand side columns(length: <rightLength>): [<rightColumns>].',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The `map_concat` should all be of type map, but it\'s [<dataType>].',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Input to `<functionName>` should have been "MAP" followed by a value with same key type, but it\'s ["<leftType>", "<rightType>"].',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Input to the `<functionName>` should have been two maps with compatible key types, but it\'s ["<leftType>", "<rightType>"].',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.NON_FOLDABLE_INPUT': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: the input `<inputName>` should be a foldable "<inputType>" expression; however, got "<inputExpr>".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.NON_STRING_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: all arguments of the function `<funcName>` must be strings.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.NULL_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Null typed values cannot be used as arguments of `<functionName>`.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The `<leftExprName>`(<leftExprValue>) must be <constraint> the `<rightExprName>`(<rightExprValue>).',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The data type <orderSpecType> used in the order specification does not support the data type <valueBoundaryType> which is used in the range frame.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: A range window frame with value boundaries cannot be used in a window specification with multiple order by expressions: <orderSpec>.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: A range window frame cannot be used in an unordered window specification.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: `sequence` uses the wrong parameter type. The parameter type must conform to:\n1. The start and stop expressions must resolve to the same type. 2. If start and stop are dates or timestamps, the step is an interval; otherwise all three are integers.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Window frame bounds <lower> and <upper> do not have the same type: <lowerType> <> <upperType>.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_INVALID_BOUND': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: Window frame upper bound <upper> does not follow the lower bound <lower>.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The data type of the <location> bound <exprType> does not match the expected data type <expectedType>.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The lower bound of a window frame must be <comparison> to the upper bound.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The data type of the column (<columnIndex>) do not have the same type: "<leftType>" (<leftParamIndex>) <> "<rightType>" (<rightParamIndex>).',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The <paramIndex> parameter requires the <requiredType> type, however <inputSql> has the type "<inputType>".',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_NULL': {
    message: 'Cannot resolve "<sqlExpr>" due to data type mismatch: The <exprName> must not be null.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The `<functionName>` requires return "<expectedType>" type, but the actual is "<actualType>" type.',
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE': {
    message: `Cannot resolve "<sqlExpr>" due to data type mismatch: The input of <functionName> can't be <dataType> type data.`,
    sqlState: '42K09',
  },
  'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE': {
    message:
      'Cannot resolve "<sqlExpr>" due to data type mismatch: The <exprName> must be between <valueRange> (current value = <currentValue>).',
    sqlState: '42K09',
  },
  DISTINCT_WINDOW_FUNCTION_UNSUPPORTED: {
    message: 'Distinct window functions are not supported: <windowExpr>.',
    sqlState: '0A000',
  },
  EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE: {
    message: 'The event time <eventName> has the invalid type <eventType>, but expected "TIMESTAMP".',
    sqlState: '42K09',
  },
  EVENT_TIME_MUST_BE_TOP_LEVEL_COLUMN: {
    message:
      "The event time in withWatermark must be a top-level column, but '<eventExpr>' is a nested field. To use it, alias it to a top-level column in a select before withWatermark.",
    sqlState: '42K09',
  },
  EXCEPT_OVERLAPPING_COLUMNS: {
    message: 'Columns in an EXCEPT list must be distinct and non-overlapping, but got (<columns>).',
    sqlState: '42702',
  },
  EXPRESSION_TYPE_IS_NOT_ORDERABLE: {
    message: 'Column expression <expr> cannot be sorted because its type <exprType> is not orderable.',
    sqlState: '42822',
  },
  FAILED_FUNCTION_CALL: {
    message: "Failed preparing of the function <funcName> for call. Please, double check function's arguments.",
    sqlState: '38000',
  },
  FIELD_NOT_FOUND: {
    message: 'No such struct field <fieldName> in <fields>.',
    sqlState: '42704',
  },
  GROUPING_COLUMN_MISMATCH: {
    message: "Column of grouping (<grouping>) can't be found in grouping columns <groupingColumns>.",
    sqlState: '42803',
  },
  GROUPING_ID_COLUMN_MISMATCH: {
    message: 'Columns of grouping_id (<groupingIdColumn>) does not match grouping columns (<groupByColumns>).',
    sqlState: '42803',
  },
  GROUP_BY_AGGREGATE: {
    message: 'Aggregate functions are not allowed in GROUP BY, but found <sqlExpr>.',
    sqlState: '42903',
  },
  GROUP_BY_POS_AGGREGATE: {
    message:
      'GROUP BY <index> refers to an expression <aggExpr> that contains an aggregate function. Aggregate functions are not allowed in GROUP BY.',
    sqlState: '42903',
  },
  GROUP_BY_POS_OUT_OF_RANGE: {
    message: 'GROUP BY position <index> is not in select list (valid range is [1, <size>]).',
    sqlState: '42805',
  },
  INCOMPATIBLE_COLUMN_TYPE: {
    message:
      '<operator> can only be performed on tables with compatible column types. The <columnOrdinalNumber> column of the <tableOrdinalNumber> table is <dataType1> type which is not compatible with <dataType2> at the same column of the first table.<hint>.',
    sqlState: '42825',
  },
  'INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE': {
    message:
      'The FILTER expression "<filterExpr>" in an aggregate function is invalid. Expected a FILTER expression without an aggregation, but found "<aggExpr>".',
    sqlState: '42903',
  },
  'INVALID_AGGREGATE_FILTER.CONTAINS_WINDOW_FUNCTION': {
    message:
      'The FILTER expression "<filterExpr>" in an aggregate function is invalid. Expected a FILTER expression without a window function, but found "<windowExpr>".',
    sqlState: '42903',
  },
  'INVALID_AGGREGATE_FILTER.NOT_BOOLEAN': {
    message:
      'The FILTER expression "<filterExpr>" in an aggregate function is invalid. Expected a FILTER expression of the BOOLEAN type.',
    sqlState: '42903',
  },
  INVALID_EXTRACT_BASE_FIELD_TYPE: {
    message: 'Can\'t extract a value from "<base>". Need a complex type [STRUCT, ARRAY, MAP] but got "<other>".',
    sqlState: '42000',
  },
  INVALID_EXTRACT_FIELD: {
    message: 'Cannot extract `<field>` from "<expr>".',
    sqlState: '42601',
  },
  INVALID_EXTRACT_FIELD_TYPE: {
    message: 'Field name should be a non-null string literal, but it\'s "<extraction>".',
    sqlState: '42000',
  },
  'INVALID_FORMAT.CONT_THOUSANDS_SEPS': {
    message:
      'The format is invalid: <format>. Thousands separators (, or G) must have digits in between them in the number format.',
    sqlState: '42601',
  },
  'INVALID_FORMAT.CUR_MUST_BEFORE_DEC': {
    message:
      'The format is invalid: <format>. Currency characters must appear before any decimal point in the number format.',
    sqlState: '42601',
  },
  'INVALID_FORMAT.CUR_MUST_BEFORE_DIGIT': {
    message: 'The format is invalid: <format>. Currency characters must appear before digits in the number format.',
    sqlState: '42601',
  },
  'INVALID_FORMAT.EMPTY': {
    message: 'The format is invalid: <format>. The number format string cannot be empty.',
    sqlState: '42601',
  },
  'INVALID_FORMAT.THOUSANDS_SEPS_MUST_BEFORE_DEC': {
    message:
      'The format is invalid: <format>. Thousands separators (, or G) may not appear after the decimal point in the number format.',
    sqlState: '42601',
  },
  'INVALID_FORMAT.UNEXPECTED_TOKEN': {
    message:
      'The format is invalid: <format>. Found the unexpected <token> in the format string; the structure of the format string must match: `[MI|S]` `[$]` `[0|9|G|,]*` `[.|D]` `[0|9]*` `[$]` `[PR|MI|S]`.',
    sqlState: '42601',
  },
  'INVALID_FORMAT.WRONG_NUM_DIGIT': {
    message: 'The format is invalid: <format>. The format string requires at least one number digit.',
    sqlState: '42601',
  },
  'INVALID_FORMAT.WRONG_NUM_TOKEN': {
    message: 'The format is invalid: <format>. At most one <token> is allowed in the number format.',
    sqlState: '42601',
  },
  'INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE': {
    message: 'Invalid inline table. Cannot evaluate the expression "<expr>" in inline table definition.',
    sqlState: '42000',
  },
  'INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE': {
    message: 'Invalid inline table. Found incompatible types in the column <colName> for inline table: <types>.',
    sqlState: '42000',
  },
  'INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH': {
    message:
      'Invalid inline table. Inline table expected <expectedNumCols> columns but found <actualNumCols> columns in row <rowIndex>.',
    sqlState: '42000',
  },
  INVALID_JSON_SCHEMA_MAP_TYPE: {
    message: 'Input schema <jsonSchema> can only contain STRING as a key type for a MAP.',
    sqlState: '22032',
  },
  'INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES': {
    message:
      'Invalid lambda function call. The lambda function has duplicate arguments <args>. Please, consider to rename the argument names or set <caseSensitiveConfig> to "true".',
    sqlState: '42K0D',
  },
  'INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION': {
    message:
      'Invalid lambda function call. A lambda function should only be used in a higher order function. However, `<functionName>` is not a higher order function.',
    sqlState: '42K0D',
  },
  'INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH': {
    message:
      'Invalid lambda function call. A higher order function expects <expectedNumArgs> arguments, but got <actualNumArgs>.',
    sqlState: '42K0D',
  },
  INVALID_LATERAL_JOIN_TYPE: {
    message:
      'The <joinType> JOIN with LATERAL correlation is not allowed because an OUTER subquery cannot correlate to its join partner. Remove the LATERAL correlation or use an INNER JOIN, or LEFT OUTER JOIN instead.',
    sqlState: '42613',
  },
  'INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE': {
    message:
      'The limit like expression <expr> is invalid. The <name> expression must be integer type, but got <dataType>.',
    sqlState: '42K0E',
  },
  'INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE': {
    message:
      'The limit like expression <expr> is invalid. The <name> expression must be equal to or greater than 0, but got <v>.',
    sqlState: '42K0E',
  },
  'INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL': {
    message: 'The limit like expression <expr> is invalid. The evaluated <name> expression must not be null.',
    sqlState: '42K0E',
  },
  'INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE': {
    message: 'The limit like expression <expr> is invalid. The <name> expression must evaluate to a constant value.',
    sqlState: '42K0E',
  },
  'INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE': {
    message:
      'Invalid observed metrics. The metrics of <name> can only use columns inside aggregate functions, and no time windows.',
    sqlState: '42K0E',
  },
  'INVALID_OPTIONS.NON_MAP_FUNCTION': {
    message: 'Invalid options: Must use the `map()` function for options.',
    sqlState: '42K06',
  },
  'INVALID_OPTIONS.NON_STRING_TYPE': {
    message: 'Invalid options: A type of keys and values in `map()` must be string, but got "<mapType>".',
    sqlState: '42K06',
  },
  'INVALID_PARAMETER_VALUE.BOOLEAN': {
    message:
      'The value of parameter(s) <parameter> in <functionName> is invalid: expects a boolean literal, but got <invalidValue>.',
    sqlState: '22023',
  },
  'INVALID_SCHEMA.NON_STRING_LITERAL': {
    message:
      'The input schema "<inputSchema>" is not a valid schema string. The input expression must be string literal and not null.',
    sqlState: '42K07',
  },
  'INVALID_SCHEMA.NON_STRUCT_TYPE': {
    message:
      'The input schema <inputSchema> is not a valid schema string. The input expression should be evaluated to struct type, but got <dataType>.',
    sqlState: '42K07',
  },
  'INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX': {
    message: 'Invalid SQL syntax: The function `<prettyName>` does not support <syntax>.',
    sqlState: '42000',
  },
  'INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN': {
    message: 'Invalid subquery: Scalar subquery must return only one column, but got <number>.',
    sqlState: '42823',
  },
  'INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY': {
    message: 'Invalid subquery: Streaming query is not allowed in subquery expressions.',
    remedy:
      'Join the streams instead: a stream-stream join with a watermark and a condition on time keeps its state small.',
    sqlState: '42823',
  },
  INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT: {
    message:
      'count(<tableName>.*) is not allowed. Use count(*) or expand the columns manually, e.g. count(col1, col2).',
    sqlState: '42000',
  },
  INVALID_WHERE_CONDITION: {
    message: 'The WHERE condition <condition> contains invalid expressions: <expressionList>.',
    remedy:
      'Rewrite the query to avoid window functions, aggregate functions, and generator functions in the WHERE clause.',
    sqlState: '42903',
  },
  'INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT': {
    message:
      'Invalid function <funcName> with WITHIN GROUP. The function is invoked with DISTINCT and WITHIN GROUP but expressions <funcArg> and <orderingExpr> do not match. The WITHIN GROUP ordering expression must be picked from the function inputs.',
    sqlState: '42K0K',
  },
  'INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING': {
    message: 'Invalid function <funcName> with WITHIN GROUP. WITHIN GROUP is required for the function.',
    sqlState: '42K0K',
  },
  'INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS': {
    message:
      'Invalid function <funcName> with WITHIN GROUP. The function requires <expectedNum> orderings in WITHIN GROUP but got <actualNum>.',
    sqlState: '42K0K',
  },
  JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE: {
    message: 'The join condition <joinCondition> has the invalid type <conditionType>, expected "BOOLEAN".',
    sqlState: '42K0E',
  },
  MISSING_AGGREGATION: {
    message:
      'The non-aggregating expression <expression> is based on columns which are not participating in the GROUP BY clause.',
    remedy:
      'Add the columns or the expression to the GROUP BY, aggregate the expression, or use <expressionAnyValue> if you do not care which of the values within a group is returned.',
    sqlState: '42803',
  },
  MISSING_GROUP_BY: {
    message:
      'The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window functions using OVER clauses.',
    sqlState: '42803',
  },
  MULTI_ALIAS_WITHOUT_GENERATOR: {
    message: 'Multi part aliasing <names> is not supported with <expr> as it is not a generator function.',
    sqlState: '42K0E',
  },
  NEGATIVE_SCALE_DISALLOWED: {
    message: "Negative scale is not allowed: '<scale>'.",
    remedy: 'Leave prefersDecimal out, so that numbers with an exponent are doubles, or give the schema.',
    sqlState: '0A000',
  },
  NESTED_AGGREGATE_FUNCTION: {
    message:
      'It is not allowed to use an aggregate function in the argument of another aggregate function. Please use the inner aggregate function in a sub-query.',
    sqlState: '42607',
  },
  NON_FOLDABLE_ARGUMENT: {
    message:
      'The function `<funcName>` requires the parameter `<paramName>` to be a foldable expression of the type "<paramType>", but the actual argument is a non-foldable.',
    sqlState: '42K08',
  },
  NON_LITERAL_PIVOT_VALUES: {
    message: 'Literal expressions required for pivot values, found <expression>.',
    sqlState: '42K08',
  },
  NOT_A_TABLE_FUNCTION: {
    message:
      '<functionName> appears as a table function here, but the function was defined as a scalar function. Please update the query to move the function call outside the FROM clause, or redefine <functionName> as a table function instead.',
    sqlState: '42887',
  },
  NUM_COLUMNS_MISMATCH: {
    message:
      '<operator> can only be performed on inputs with the same number of columns, but the first input has <firstNumColumns> columns and the <invalidOrdinalNum> input has <invalidNumColumns> columns.',
    sqlState: '42826',
  },
  NUM_TABLE_VALUE_ALIASES_MISMATCH: {
    message:
      'Number of given aliases does not match number of output columns. Function name: <funcName>; number of aliases: <aliasesNum>; number of output columns: <outColsNum>.',
    sqlState: '42826',
  },
  ORDER_BY_POS_OUT_OF_RANGE: {
    message: 'ORDER BY position <index> is not in select list (valid range is [1, <size>]).',
    sqlState: '42805',
  },
  QUALIFY_REQUIRES_WINDOW_FUNCTION: {
    message:
      'The QUALIFY clause requires at least one window function in the current SELECT list or the QUALIFY condition.',
    sqlState: '42903',
  },
  REQUIRES_SINGLE_PART_NAMESPACE: {
    message: '<sessionCatalog> requires a single-part namespace, but got identifier <identifier>.',
    sqlState: '42K05',
  },
  ROUTINE_NOT_FOUND: {
    message:
      'The routine <routineName> cannot be found. Verify the spelling and correctness of the schema and catalog.',
    remedy: 'LATERAL VIEW takes explode and its kin.',
    sqlState: '42883',
  },
  SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION: {
    message: "The correlated scalar subquery '<sqlExpr>' is neither present in GROUP BY, nor in an aggregate function.",
    remedy: 'Add it to GROUP BY, or put an aggregate around it such as first().',
    sqlState: '0A000',
  },
  STAR_GROUP_BY_POS: {
    message: 'Star (*) is not allowed in a select list when GROUP BY an ordinal position is used.',
    sqlState: '0A000',
  },
  TABLE_OR_VIEW_NOT_FOUND: {
    message:
      'The table or view <relationName> cannot be found. Verify the spelling and correctness of the schema and catalog.',
    remedy:
      'Frames have names after createOrReplaceTempView(NAME); session.catalog.listTables() tells those there are, and `millrace state LOCATION` those of a state.',
    sqlState: '42P01',
  },
  UDTF_ALIAS_NUMBER_MISMATCH: {
    message: 'The number of aliases supplied in the AS clause does not match the number of columns output by the UDTF.',
    remedy:
      'Expected <aliasesSize> aliases, but got <aliasesNames>. Please ensure that the number of aliases provided matches the number of columns output by the UDTF.',
    sqlState: '42802',
  },
  UNPIVOT_VALUE_SIZE_MISMATCH: {
    message: 'All unpivot value columns must have the same size as there are value column names (<names>).',
    sqlState: '428C4',
  },
  UNRESOLVABLE_TABLE_VALUED_FUNCTION: {
    message: 'Could not resolve `<name>` to a table-valued function.',
    sqlState: '42883',
  },
  UNRESOLVED_ALL_IN_GROUP_BY: {
    message:
      'Cannot infer grouping columns for GROUP BY ALL based on the select clause. Please explicitly specify the grouping columns.',
    sqlState: '42803',
  },
  'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION': {
    message: 'A column, variable, or function parameter with name <objectName> cannot be resolved. ',
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
    remedy: '<remedy>',
    sqlState: '42883',
  },
  UNRESOLVED_USING_COLUMN_FOR_JOIN: {
    message:
      'USING column <colName> cannot be resolved on the <side> side of the join. The <side>-side columns: [<suggestion>].',
    sqlState: '42703',
  },
  UNSUPPORTED_EXPR_FOR_OPERATOR: {
    message: 'The query operator <operator> contains one or more unsupported expressions.',
    sqlState: '42K0E',
  },
  UNSUPPORTED_EXPR_FOR_WINDOW: {
    message: 'Expression <sqlExpr> not supported within a window function.',
    sqlState: '42P20',
  },
  'UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_FUNC': {
    message:
      'The feature is not supported: Referencing a lateral column alias <lca> in the aggregate function <aggFunc>.',
    sqlState: '0A000',
  },
  'UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_GROUP_BY': {
    message:
      'The feature is not supported: Referencing a lateral column alias via GROUP BY alias/ALL is not supported yet.',
    sqlState: '0A000',
  },
  'UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW': {
    message:
      'The feature is not supported: Referencing a lateral column alias <lca> in window expression <windowExpr>.',
    sqlState: '0A000',
  },
  'UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE': {
    message:
      'The feature is not supported: Cannot have MAP type columns in a set operation (INTERSECT, EXCEPT, etc.), but the type of column <colName> is "<dataType>".',
    sqlState: '0A000',
  },
  'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS': {
    message: 'The generator is not supported: nested in expressions <expression>.',
    remedy: 'Select the generator under a name of its own, and use that name in a query around it.',
    sqlState: '42K0E',
  },
  'UNSUPPORTED_GENERATOR.NOT_GENERATOR': {
    message: 'The generator is not supported: <functionName> is expected to be a generator.',
    remedy: 'Use explode, posexplode, inline or another function that makes rows.',
    sqlState: '42K0E',
  },
  'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT': {
    message: 'The generator is not supported: outside the SELECT clause, found: <plan>.',
    remedy: 'Select the generator under a name in a query of its own, and use the name in the query around it.',
    sqlState: '42K0E',
  },
  UNSUPPORTED_GROUPING_EXPRESSION: {
    message: 'grouping()/grouping_id() can only be used with GroupingSets/Cube/Rollup.',
    sqlState: '42K0E',
  },
  'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES': {
    message:
      'Unsupported subquery expression: Found an aggregate function in a correlated predicate that has both outer and local references, which is not supported: <function>.',
    remedy: 'Aggregate columns of the subquery only, and compute with the result in the query around it.',
    sqlState: '0A000',
  },
  'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION': {
    message:
      'Unsupported subquery expression: Subquery expressions are not supported within higher-order functions. Please remove all subquery expressions from higher-order functions and then try the query again.',
    sqlState: '0A000',
  },
  'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES': {
    message: 'Unsupported subquery expression: Scalar subqueries in the VALUES clause.',
    sqlState: '0A000',
  },
  'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY': {
    message:
      'Unsupported subquery expression: Correlated scalar subqueries can only be used in filters, aggregations, projections, and UPDATE/MERGE/DELETE commands:\n<expression>',
    remedy: 'Select its value under a name in a query of its own, and use the name.',
    sqlState: '0A000',
  },
  'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_IN_EXISTS_SUBQUERY': {
    message:
      'Unsupported subquery expression: IN/EXISTS predicate subqueries can only be used in filters, joins, aggregations, window functions, projections, and UPDATE/MERGE/DELETE commands:\n<expression>',
    remedy: 'Select its value under a name in a query of its own, and use the name.',
    sqlState: '0A000',
  },
  WINDOW_FUNCTION_FRAME_NOT_ORDERED: {
    message:
      'Window function <wf> requires the window to be ordered. You need to add an ORDER BY clause. For example: SELECT <wfExpr> OVER (PARTITION BY window_partition ORDER BY window_ordering) FROM table.',
    sqlState: '42601',
  },
  WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE: {
    message: 'It is not allowed to use window functions inside <clauseName> clause.',
    sqlState: '42601',
  },
  WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE: {
    message: 'Window function "<funcName>" requires an OVER clause.',
    sqlState: '42601',
  },
  'WRONG_NUM_ARGS.WITHOUT_SUGGESTION': {
    message:
      "The <functionName> requires <expectedNum> parameters but the actual number is <actualNum>. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix.",
    sqlState: '42605',
  },
  'WRONG_NUM_ARGS.WITH_SUGGESTION': {
    message:
      'The <functionName> requires <expectedNum> parameters but the actual number is <actualNum>. If you have to call this function with <legacyNum> parameters, set the legacy configuration <legacyConfKey> to <legacyConfValue>.',
    sqlState: '42605',
  },
  _LEGACY_ERROR_TEMP_1031: {
    message:
      'It is not allowed to use a window function inside an aggregate function. Please use the inner window function in a sub-query.',
  },
  _LEGACY_ERROR_TEMP_1035: { message: 'Cannot specify window frame for <prettyName> function.' },
  _LEGACY_ERROR_TEMP_1036: { message: 'Window Frame <wf> must match the required frame <required>.' },
  _LEGACY_ERROR_TEMP_1039: {
    message:
      'Multiple time/session window expressions would result in a cartesian product of rows, therefore they are currently not supported.',
  },
  _LEGACY_ERROR_TEMP_1040: {
    message: 'Gap duration expression used in session window must be CalendarIntervalType, but got <dt>.',
  },
  _LEGACY_ERROR_TEMP_1050: {
    message: 'Can only star expand struct data types. Attribute: `<attributes>`.',
  },
  _LEGACY_ERROR_TEMP_1104: { message: 'The second argument should be a double literal.' },
  _LEGACY_ERROR_TEMP_1207: {
    message: 'The duration and time inputs to window must be an integer, long or string literal.',
  },
  _LEGACY_ERROR_TEMP_1210: { message: 'The second argument in <funcName> should be a boolean literal.' },
  _LEGACY_ERROR_TEMP_3101: {
    message: 'The input is not a correct window column: <windowTime>;',
  },
  _LEGACY_ERROR_TEMP_3231: {
    message: 'Intervals greater than a month is not supported (<interval>).',
  },
};
