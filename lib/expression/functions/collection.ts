import { AnalysisError } from '../../errors/index.ts';
import {
  type ArrayType,
  arrayType,
  BooleanType,
  type DataType,
  DateType,
  IntegerType,
  isIntegral,
  isInterval,
  LongType,
  type MapType,
  mapType,
  NullType,
  StringType,
  type StructField,
  sameType,
  sqlName,
  structField,
  structType,
} from '../../types/data-type.ts';
import { castTo, commonType, tightestCommonType } from '../coercion.ts';
import { duckDbType, faultSql, quoteIdentifier, quoteString } from '../duckdb-sql.ts';
import { plusMonths } from '../duckdb-time.ts';
import { type Call, call, type Expr } from '../expr.ts';
import { isFoldable } from '../foldable.ts';
import type { EvaluationContext, FunctionRecord, PrintContext, Signature } from '../function-record.ts';
import { checkedMap } from '../map-sql.ts';
import {
  checkMapKey,
  checkOrder,
  differentEntries,
  differentTypes,
  notConstant,
  unexpectedInput,
  wrongNumberOfArguments,
} from '../mismatch.ts';
import { nameOf, ROW, rowFieldName } from '../name-of.ts';
import { extremeOf, sortedList } from '../order-key.ts';
import { isNullable, typeOf } from '../type-of.ts';
import { ANY, ARRAY, ARRAY_OR_MAP, BOOLEAN, coerceTo, INT, MAP, type TypeRule } from '../type-rule.ts';
import { type Args, checkArguments, type Head, scalar, scalarBy } from './define.ts';

const at = (args: readonly Expr[], index: number): DataType => {
  const arg = args[index];
  return arg === undefined ? NullType : typeOf(arg);
};
export const elementOf = (type: DataType): DataType => (type.kind === 'array' ? type.elementType : NullType);
const firstType = (args: readonly Expr[]): DataType => at(args, 0);
const mapOf = (args: readonly Expr[], index = 0): MapType => {
  const type = at(args, index);
  return type.kind === 'map' ? type : mapType(NullType, NullType);
};

/** Functions that look for a value. */
const SEARCHES: ReadonlySet<string> = new Set(['array_contains', 'array_position', 'array_remove']);

/** An array and a value of its element type: both take the common type. */
function withElement(name: string, index = 1) {
  return (args: readonly Expr[], context: EvaluationContext): readonly Expr[] => {
    const element = tightestCommonType(elementOf(at(args, 0)), at(args, index), context);
    if (element === undefined) differentElements(name, args);
    if (SEARCHES.has(name)) checkOrder(name, args, element);
    return args.map((arg, i) =>
      i === 0 ? castTo(arg, arrayType(element), context) : i === index ? castTo(arg, element, context) : arg,
    );
  };
}

const TWO_ARRAYS: ReadonlySet<string> = new Set(['array_union', 'array_intersect', 'array_except', 'arrays_overlap']);

/** Refuses a value that is none of the array's elements, or two arrays of different elements. */
function differentElements(name: string, args: readonly Expr[]): never {
  const [leftType = '', rightType = ''] = args.map((arg) => sqlName(typeOf(arg)));
  const params = { sqlExpr: nameOf(call(name, args)), functionName: name, leftType, rightType };
  const condition = TWO_ARRAYS.has(name)
    ? 'DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES'
    : 'DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES';
  throw new AnalysisError(condition, params);
}

/** Two arrays as arrays of one type; text does not meet numbers here. */
function sameArrays(name: string, args: readonly Expr[], context: EvaluationContext): readonly Expr[] {
  if (!args.every((arg) => ['array', 'null'].includes(typeOf(arg).kind))) differentElements(name, args);
  const type = tightestCommonType(at(args, 0), at(args, 1), context) ?? differentElements(name, args);
  checkOrder(name, args, elementOf(type));
  return args.map((arg) => castTo(arg, type, context));
}

const onArray = (
  head: Head,
  returns: DataType | ((args: readonly Expr[]) => DataType),
  sql: (list: string, element: DataType) => string,
): FunctionRecord =>
  scalar(head, {
    params: [ARRAY],
    refine: (args) => {
      if (COMPARES.has(head[0])) checkOrder(head[0], args, elementOf(firstType(args)));
      return args;
    },
    returns,
    sql: ([x], expr) => sql(x, elementOf(firstType(expr.args))),
  });

/** Functions of one array that compare its elements. */
const COMPARES: ReadonlySet<string> = new Set(['array_distinct', 'array_max', 'array_min']);

const withValue = (
  head: Head,
  returns: DataType | ((args: readonly Expr[]) => DataType),
  sql: (list: string, value: string) => string,
): FunctionRecord =>
  scalar(head, { params: [ARRAY, ANY], refine: withElement(head[0]), returns, sql: ([x, v]) => sql(x, v) });

/** Two arrays of a common type. */
const twoArrays = (
  head: Head,
  returns: DataType | ((args: readonly Expr[]) => DataType),
  sql: (a: string, b: string) => string,
): FunctionRecord =>
  scalar(head, {
    params: [ANY, ANY],
    refine: (args, context) => sameArrays(head[0], args, context),
    returns,
    sql: ([a, b]) => sql(a, b),
  });

/** DuckDB's list functions drop nulls or order where Spark keeps them: distinct values in order of first appearance, null included. */
const distinct = (list: string): string =>
  `list_filter(${list}, lambda e, i: CASE WHEN e IS NULL THEN len(list_filter(${list}[1:i - 1], lambda p: p IS NULL)) = 0 ELSE list_position(${list}, e) = i END)`;

const hasNull = (list: string): string => `(len(list_filter(${list}, lambda e: e IS NULL)) > 0)`;

const holds = (list: string, value: string): string =>
  `CASE WHEN ${value} IS NULL THEN ${hasNull(list)} ELSE list_contains(${list}, ${value}) END`;

const both = (a: string, b: string, value: string): string =>
  `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN ${value} END`;

/** Index from 0 of `a[i]`, from 1 (or the end) of element_at. */
function outOfBounds(
  index: string,
  list: string,
  condition: 'INVALID_ARRAY_INDEX' | 'INVALID_ARRAY_INDEX_IN_ELEMENT_AT',
): string {
  return faultSql(
    condition,
    {},
    { indexValue: `CAST(${index} AS VARCHAR)`, arraySize: `CAST(len(${list}) AS VARCHAR)` },
  );
}

function subscript(list: string, index: string, context: PrintContext): string {
  const value = `list_extract(${list}, ${index} + 1)`;
  const bad = `${index} < 0 OR ${index} >= len(${list})`;
  return context.ansi
    ? `CASE WHEN ${bad} THEN ${outOfBounds(index, list, 'INVALID_ARRAY_INDEX')} ELSE ${value} END`
    : `CASE WHEN ${index} >= 0 THEN ${value} END`;
}

function elementAt(list: string, index: string, strict: boolean): string {
  const zero = faultSql('INVALID_INDEX_OF_ZERO');
  const value = `list_extract(${list}, ${index})`;
  const range = strict
    ? ` WHEN abs(${index}) > len(${list}) THEN ${outOfBounds(index, list, 'INVALID_ARRAY_INDEX_IN_ELEMENT_AT')}`
    : '';
  return `CASE WHEN ${index} = 0 THEN ${zero}${range} ELSE ${value} END`;
}

const mapValue = (map: string, key: string): string => `map_extract_value(${map}, ${key})`;

const NESTED_KINDS: readonly DataType['kind'][] = ['array', 'map', 'struct', 'null'];

function resolveElement(name: string, args: readonly Expr[], context: EvaluationContext): Signature {
  const [given] = args;
  if (name === 'element' && given !== undefined && !NESTED_KINDS.includes(typeOf(given).kind)) {
    throw new AnalysisError('INVALID_EXTRACT_BASE_FIELD_TYPE', { base: nameOf(given), other: sqlName(typeOf(given)) });
  }
  const checked = checkArguments(name, args, { params: [ARRAY_OR_MAP, ANY] }, context);
  const [base, key] = checked as [Expr, Expr];
  const type = typeOf(base);
  if (type.kind === 'map') {
    if (name === 'element') {
      const wanted = {
        words: `"${sqlName(type.keyType)}"`,
        accepts: (t: DataType) => sameType(t, type.keyType),
        target: type.keyType,
      };
      const cast = coerceTo(key, wanted, context) ?? unexpectedInput(name, checked, 1, wanted.words);
      return { args: [base, cast], dataType: type.valueType, nullable: true };
    }
    if (tightestCommonType(type.keyType, typeOf(key), context) === undefined) differentKey(name, checked);
    return { args: [base, castTo(key, type.keyType, context)], dataType: type.valueType, nullable: true };
  }
  if (!isIntegral(typeOf(key)) && typeOf(key).kind !== 'null')
    unexpectedInput(name, checked, 1, name === 'element' ? '"INTEGRAL"' : '"INT"');
  return {
    args: [base, isIntegral(typeOf(key)) ? key : castTo(key, IntegerType, context)],
    dataType: elementOf(type),
    nullable: true,
  };
}

/** A map and a key of it: both take the common type. */
function withKey(name: string) {
  return (args: readonly Expr[], context: EvaluationContext): readonly Expr[] => {
    const [map, key] = args as [Expr, Expr];
    if (typeOf(key).kind === 'null') nullTyped(name, args);
    const { keyType, valueType } = mapOf(args);
    const common = tightestCommonType(keyType, typeOf(key), context) ?? differentKey(name, args);
    return [castTo(map, mapType(common, valueType), context), castTo(key, common, context)];
  };
}

/** Refuses a key that is none of the map's. */
function differentKey(name: string, args: readonly Expr[]): never {
  const [leftType = '', rightType = ''] = args.map((arg) => sqlName(typeOf(arg)));
  const params = { sqlExpr: nameOf(call(name, args)), functionName: name, leftType, rightType };
  throw new AnalysisError('DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES', params);
}

/** Refuses NULL without a type. */
function nullTyped(name: string, args: readonly Expr[]): never {
  throw new AnalysisError('DATATYPE_MISMATCH.NULL_TYPE', { sqlExpr: nameOf(call(name, args)), functionName: name });
}

function resolveMapConcat(args: readonly Expr[], context: EvaluationContext): Signature {
  const types = args.map(typeOf);
  if (types.some((type) => type.kind !== 'map' && type.kind !== 'null')) {
    throw new AnalysisError('DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES', {
      sqlExpr: nameOf(call('map_concat', args)),
      dataType: types.map((type) => `"${sqlName(type)}"`).join(', '),
    });
  }
  const common = types.reduce<DataType | undefined>((a, b) => a && tightestCommonType(a, b, context), NullType);
  if (common === undefined) differentTypes('map_concat', args);
  const type = common.kind === 'null' ? mapType(StringType, StringType) : common;
  return { args: args.map((arg) => castTo(arg, type, context)), dataType: type, nullable: args.some(isNullable) };
}

const isMap = (expr: Call): boolean => firstType(expr.args).kind === 'map';

function resolveMap(args: readonly Expr[], context: EvaluationContext): Signature {
  if (args.length % 2 !== 0) wrongNumberOfArguments(call('map', args), '2n (n > 0)');
  const [keys, values] = [args.filter((_, i) => i % 2 === 0), args.filter((_, i) => i % 2 === 1)];
  const key =
    keys.length === 0 ? NullType : (commonType(keys.map(typeOf), context) ?? differentEntries('KEY', args, keys));
  const value =
    values.length === 0
      ? NullType
      : (commonType(values.map(typeOf), context) ?? differentEntries('VALUE', args, values));
  checkMapKey('map', args, key);
  return {
    args: args.map((arg, i) => castTo(arg, i % 2 === 0 ? key : value, context)),
    dataType: mapType(key, value),
    nullable: false,
  };
}

function mapSql(args: readonly string[], expr: Call): string {
  const type = expr.dataType as MapType;
  const keys = args.filter((_, i) => i % 2 === 0);
  const values = args.filter((_, i) => i % 2 === 1);
  const lists = [
    `CAST([${keys.join(', ')}] AS ${duckDbType(type.keyType)}[])`,
    `CAST([${values.join(', ')}] AS ${duckDbType(type.valueType)}[])`,
  ] as const;
  const constants = expr.args
    .filter((_, i) => i % 2 === 0)
    .map((arg) => (arg.kind === 'Literal' && arg.value !== null ? String(arg.value) : undefined));
  const safe = constants.every((c) => c !== undefined) && new Set(constants).size === constants.length;
  return safe ? `map(${lists[0]}, ${lists[1]})` : checkedMap(...lists);
}

function structResult(args: readonly Expr[], names: readonly string[]): Signature {
  const fields: StructField[] = args.map((arg, i) =>
    structField(names[i] ?? `col${i + 1}`, typeOf(arg), isNullable(arg)),
  );
  return { args, dataType: structType(fields), nullable: false };
}

const pack = (args: readonly string[], expr: Call): string => {
  const type = expr.dataType;
  const fields = type?.kind === 'struct' ? type.fields : [];
  return `struct_pack(${args.map((arg, i) => `${quoteIdentifier(fields[i]?.name ?? `col${i + 1}`)} := ${arg}`).join(', ')})`;
};

function resolveNamedStruct(args: readonly Expr[]): Signature {
  if (args.length % 2 !== 0) wrongNumberOfArguments(call('named_struct', args), '2n (n > 0)');
  const names = args.filter((_, i) => i % 2 === 0);
  const values = args.filter((_, i) => i % 2 === 1);
  const texts = names.map((name) =>
    name.kind === 'Literal' && typeof name.value === 'string' ? name.value : undefined,
  );
  if (texts.some((t) => t === undefined)) {
    const sqlExpr = nameOf(call('named_struct', args));
    throw new AnalysisError('DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING', {
      sqlExpr,
      inputExprs: names.map((n) => `"${nameOf(n)}"`).join(', '),
    });
  }
  return { ...structResult(values, texts.map(String)), args };
}

const entryType = (map: MapType): DataType =>
  structType([structField('key', map.keyType, false), structField('value', map.valueType)]);

const sortArray = (list: string, ascending: string, element: DataType): string => {
  const up = sortedList(list, element, 'nullsFirst');
  const down = sortedList(list, element, 'descending');
  if (ascending === 'true') return up;
  return ascending === 'false' ? down : `CASE WHEN ${ascending} THEN ${up} WHEN NOT ${ascending} THEN ${down} END`;
};

function sliceSql(list: string, start: string, length: string): string {
  const zero = faultSql('INVALID_PARAMETER_VALUE.START', { parameter: '`start`', functionName: '`slice`' });
  const names = { parameter: '`length`', functionName: '`slice`' };
  const negative = faultSql(
    'INVALID_PARAMETER_VALUE.LENGTH',
    {},
    {
      ...Object.fromEntries(Object.entries(names).map(([name, text]) => [name, quoteString(text)])),
      length: `CAST(${length} AS VARCHAR)`,
    },
  );
  const from = `CASE WHEN ${start} < 0 THEN len(${list}) + ${start} + 1 ELSE ${start} END`;
  const part = `CASE WHEN ${from} < 1 THEN list_slice(${list}, 1, 0) ELSE list_slice(${list}, ${from}, ${from} + ${length} - 1) END`;
  return `CASE WHEN ${list} IS NULL OR ${start} IS NULL OR ${length} IS NULL THEN NULL WHEN ${start} = 0 THEN ${zero} WHEN ${length} < 0 THEN ${negative} ELSE ${part} END`;
}

/** Steps of `sequence`: numbers by numbers, dates and timestamps by intervals. */
function resolveSequence(args: readonly Expr[], context: EvaluationContext): Signature {
  const [start, stop, step] = checkArguments('sequence', args, { params: [ANY, ANY, ANY], required: 2 }, context) as [
    Expr,
    Expr,
    Expr?,
  ];
  const type = commonType([typeOf(start), typeOf(stop)], context) ?? NullType;
  const isTime = type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp_ntz';
  const fits = step === undefined || (isTime ? isInterval(typeOf(step)) : isIntegral(typeOf(step)));
  if (!(isTime || isIntegral(type)) || !(fits || typeOf(step as Expr).kind === 'null'))
    throw new AnalysisError('DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES', {
      sqlExpr: nameOf(call('sequence', args)),
    });
  const ends = [castTo(start, type, context), castTo(stop, type, context)];
  const steps = step === undefined ? [] : [isIntegral(type) ? castTo(step, type, context) : step];
  return { args: [...ends, ...steps], dataType: arrayType(type), nullable: args.some(isNullable) };
}

function sequenceSql([start, stop, step]: Args, expr: Call, context: PrintContext): string {
  const result = expr.dataType as ArrayType;
  const type = result.elementType;
  if (isIntegral(type)) {
    const by = step ?? `CASE WHEN ${start} <= ${stop} THEN 1 ELSE -1 END`;
    const numbers = `generate_series(CAST(${start} AS BIGINT), CAST(${stop} AS BIGINT), CAST(${by} AS BIGINT))`;
    return checkedSequence([start, stop, step], `CAST(${numbers} AS ${duckDbType(result)})`, `[${start}]`);
  }
  const by =
    step === undefined
      ? `CASE WHEN ${start} <= ${stop} THEN to_days(1) ELSE to_days(-1) END`
      : intervalSql(step, at(expr.args, 2));
  if (step !== undefined && at(expr.args, 2).kind === 'yearMonthInterval')
    return monthlySql(start, stop, step, type, context);
  const series = `generate_series(${start}, ${stop}, ${by})`;
  const isDate = type.kind === DateType.kind;
  const values = isDate ? `list_transform(${series}, lambda e: CAST(e AS DATE))` : series;
  if (step === undefined || at(expr.args, 2).kind !== 'dayTimeInterval') return values;
  const number = (x: string): string => (isDate ? `(${x} - DATE '1970-01-01')` : `epoch_us(${x})`);
  const units = isDate ? `(${step} // 86400000000)` : step;
  const checked = checkedSequence([number(start), number(stop), units], values, `[${start}]`);
  return isDate
    ? `CASE WHEN ${step} % 86400000000 <> 0 OR ${step} = 0 THEN ${faultSql('_LEGACY_ERROR_TEMP_3242', { intervalType: 'interval day to second' })} ELSE ${checked} END`
    : checked;
}

/** A step away from the end is a fault; so is none, but from a value to itself. */
function checkedSequence([start, stop, step]: readonly (string | undefined)[], values: string, single: string): string {
  if (step === undefined) return values;
  const texts = {
    start: `CAST(${start} AS VARCHAR)`,
    stop: `CAST(${stop} AS VARCHAR)`,
    step: `CAST(${step} AS VARCHAR)`,
  };
  const wrong = `(${step} >= 0 AND ${start} > ${stop}) OR (${step} <= 0 AND ${start} < ${stop})`;
  return `CASE WHEN ${wrong} THEN ${faultSql('_LEGACY_ERROR_TEMP_3243', {}, texts)} WHEN ${start} = ${stop} AND ${step} = 0 THEN ${single} ELSE ${values} END`;
}

/** Each value is so many months from the start, so that a month's last day does not wear off. */
function monthlySql(start: string, stop: string, step: string, type: DataType, context: PrintContext): string {
  const count = `abs(date_diff('month', ${start}, ${stop})) // abs(${step}) + 2`;
  const value = plusMonths(start, `CAST(k * ${step} AS INTEGER)`, type, context);
  const within = `CASE WHEN ${step} > 0 THEN e <= ${stop} ELSE e >= ${stop} END`;
  return `list_filter(list_transform(range(${count}), lambda k: ${value}), lambda e: ${within})`;
}

const intervalSql = (sql: string, type: DataType): string => {
  if (type.kind === 'dayTimeInterval') return `to_microseconds(${sql})`;
  return type.kind === 'yearMonthInterval' ? `to_months(${sql})` : sql;
};

function resolveZip(args: readonly Expr[], context: EvaluationContext): Signature {
  const checked = checkArguments('arrays_zip', args, { params: [], rest: ARRAY }, context);
  const names = checked
    .map(rowFieldName)
    .map((name, i) => (name.startsWith('col') && name === `col${i + 1}` ? String(i) : name));
  const fields = checked.map((arg, i) => structField(names[i] ?? String(i), elementOf(typeOf(arg))));
  return { args: checked, dataType: arrayType(structType(fields)), nullable: checked.some(isNullable) };
}

function zipSql(args: readonly string[], expr: Call): string {
  const struct = elementOf(expr.dataType ?? NullType);
  const names = struct.kind === 'struct' ? struct.fields.map((f) => f.name) : [];
  const length = args.length === 1 ? `len(${args[0]})` : `greatest(${args.map((a) => `len(${a})`).join(', ')})`;
  const fields = args.map((arg, i) => `${quoteIdentifier(names[i] ?? String(i))} := list_extract(${arg}, i)`);
  const present = args.map((arg) => `${arg} IS NOT NULL`).join(' AND ');
  return `CASE WHEN ${present} THEN list_transform(range(1, ${length} + 1), lambda i: struct_pack(${fields.join(', ')})) END`;
}

const ENTRIES: TypeRule = {
  words: '"ARRAY" of pair "STRUCT"',
  accepts: (t) => t.kind === 'array' && t.elementType.kind === 'struct' && t.elementType.fields.length === 2,
  target: undefined,
};
const NESTED: TypeRule = {
  words: '"ARRAY" of "ARRAY"',
  accepts: (t) => t.kind === 'array' && t.elementType.kind === 'array',
  target: undefined,
};

const entryTypes = (args: readonly Expr[]): MapType => {
  const struct = elementOf(firstType(args));
  const [key, value] = struct.kind === 'struct' ? struct.fields : [];
  return mapType(key?.dataType ?? NullType, value?.dataType ?? NullType);
};

/** Arrays, maps and structs. */
export const collectionFunctions: readonly FunctionRecord[] = [
  scalarBy(
    ['array', 'array(expr, …)', 'An array of the values.'],
    (args, context) => {
      const type =
        args.length === 0 ? NullType : (commonType(args.map(typeOf), context) ?? differentTypes('array', args));
      return { args: args.map((arg) => castTo(arg, type, context)), dataType: arrayType(type), nullable: false };
    },
    (args, expr) =>
      args.length === 0 ? `CAST([] AS ${duckDbType(expr.dataType ?? arrayType(NullType))})` : `[${args.join(', ')}]`,
  ),
  scalarBy(
    ['struct', 'struct(expr, …)', 'A struct of the values, with the names of the columns.'],
    (args) => structResult(args, args.map(rowFieldName)),
    pack,
  ),
  scalarBy(
    [ROW, '(expr, …)', 'A struct of the values, with the names of the columns.'],
    (args) => structResult(args, args.map(rowFieldName)),
    pack,
  ),
  scalarBy(
    ['named_struct', 'named_struct(name, expr, …)', 'A struct of the values under the names given.'],
    resolveNamedStruct,
    (args, expr) =>
      pack(
        args.filter((_, i) => i % 2 === 1),
        expr,
      ),
  ),
  scalarBy(['map', 'map(key, value, …)', 'A map of the pairs.'], resolveMap, mapSql),
  scalarBy(
    ['element', 'expr[i]', 'An element by its index from 0, or the value of a key.'],
    (args, context) => resolveElement('element', args, context),
    ([x, i], expr, context) => (isMap(expr) ? mapValue(x, i) : subscript(x, i, context)),
  ),
  scalarBy(
    [
      'element_at',
      'element_at(array | map, index | key)',
      'An element by its index from 1, or from the end; the value of a key.',
    ],
    (args, context) => resolveElement('element_at', args, context),
    ([x, i], expr, context) => (isMap(expr) ? mapValue(x, i) : elementAt(x, i, context.ansi)),
  ),
  scalarBy(
    ['try_element_at', 'try_element_at(array | map, index | key)', 'element_at, null where there is none.'],
    (args, context) => resolveElement('try_element_at', args, context),
    ([x, i], expr) => (isMap(expr) ? mapValue(x, i) : elementAt(x, i, false)),
  ),
  scalar(['get', 'get(array, index)', 'An element by its index from 0, null where there is none.'], {
    params: [ARRAY, INT],
    returns: (args) => elementOf(firstType(args)),
    nullable: true,
    sql: ([x, i]) => `CASE WHEN ${i} >= 0 THEN list_extract(${x}, ${i} + 1) END`,
  }),
  scalar(['size', 'size(expr)', 'The number of elements.', 'cardinality'], {
    params: [ARRAY_OR_MAP],
    returns: IntegerType,
    sql: ([x], expr, context) => {
      const count = `CAST(${isMap(expr) ? 'cardinality' : 'len'}(${x}) AS INTEGER)`;
      return context.ansi ? count : `coalesce(${count}, -1)`;
    },
  }),
  onArray(
    ['array_size', 'array_size(array)', 'The number of elements.'],
    IntegerType,
    (x) => `CAST(len(${x}) AS INTEGER)`,
  ),
  onArray(['array_distinct', 'array_distinct(array)', 'Without repetitions.'], firstType, distinct),
  onArray(
    ['array_max', 'array_max(array)', 'The largest element.'],
    (args) => elementOf(firstType(args)),
    (x, element) => extremeOf(x, element, 'max'),
  ),
  onArray(
    ['array_min', 'array_min(array)', 'The smallest element.'],
    (args) => elementOf(firstType(args)),
    (x, element) => extremeOf(x, element, 'min'),
  ),
  onArray(
    ['array_compact', 'array_compact(array)', 'Without nulls.'],
    firstType,
    (x) => `list_filter(${x}, lambda e: e IS NOT NULL)`,
  ),
  scalar(['array_contains', 'array_contains(array, value)', 'Whether the value is an element.'], {
    params: [ARRAY, ANY],
    refine: (args, context) => {
      if (args.some((arg) => typeOf(arg).kind === 'null')) nullTyped('array_contains', args);
      return withElement('array_contains')(args, context);
    },
    returns: BooleanType,
    sql: ([x, v]) =>
      `CASE WHEN ${v} IS NULL OR ${x} IS NULL THEN NULL WHEN list_contains(${x}, ${v}) THEN true WHEN ${hasNull(x)} THEN NULL ELSE false END`,
  }),
  withValue(
    ['array_position', 'array_position(array, value)', 'The position from 1 of a value, or 0.'],
    LongType,
    (x, v) => both(x, v, `CAST(coalesce(list_position(${x}, ${v}), 0) AS BIGINT)`),
  ),
  withValue(['array_remove', 'array_remove(array, value)', 'Without a value.'], firstType, (x, v) =>
    both(x, v, `list_filter(${x}, lambda e: e IS NULL OR e <> ${v})`),
  ),
  scalar(['array_append', 'array_append(array, value)', 'With a value at the end.'], {
    params: [ARRAY, ANY],
    refine: withElement('array_append'),
    returns: firstType,
    sql: ([x, v]) => `CASE WHEN ${x} IS NOT NULL THEN list_append(${x}, ${v}) END`,
  }),
  scalar(['array_prepend', 'array_prepend(array, value)', 'With a value at the start.'], {
    params: [ARRAY, ANY],
    refine: withElement('array_prepend'),
    returns: firstType,
    sql: ([x, v]) => `CASE WHEN ${x} IS NOT NULL THEN list_prepend(${v}, ${x}) END`,
  }),
  scalar(['array_repeat', 'array_repeat(value, count)', 'The value several times.'], {
    params: [ANY, INT],
    returns: (args) => arrayType(firstType(args)),
    nullable: ([, count]) => isNullable(count as Expr),
    sql: ([v, n]) => `CASE WHEN ${n} IS NOT NULL THEN list_transform(range(greatest(${n}, 0)), lambda i: ${v}) END`,
  }),
  scalar(['array_insert', 'array_insert(array, pos, value)', 'With a value at a position from 1.'], {
    params: [ARRAY, INT, ANY],
    refine: withElement('array_insert', 2),
    returns: firstType,
    sql: ([x, i, v]) => {
      const position = `CASE WHEN ${i} < 0 THEN len(${x}) + ${i} + 2 ELSE ${i} END`;
      const filled = `list_resize(list_slice(${x}, 1, ${position} - 1), ${position} - 1)`;
      const inside = `list_concat(list_append(${filled}, ${v}), list_slice(${x}, ${position}, len(${x})))`;
      const before = `list_concat(list_resize([${v}], -${i} - len(${x})), ${x})`;
      return `CASE WHEN ${i} = 0 THEN ${faultSql('INVALID_INDEX_OF_ZERO')} WHEN -${i} > len(${x}) THEN ${before} WHEN ${x} IS NOT NULL AND ${i} IS NOT NULL THEN ${inside} END`;
    },
  }),
  twoArrays(
    ['array_union', 'array_union(array1, array2)', 'The elements of both, without repetitions.'],
    firstType,
    (a, b) => both(a, b, distinct(`list_concat(${a}, ${b})`)),
  ),
  twoArrays(
    ['array_intersect', 'array_intersect(array1, array2)', 'The elements in both, without repetitions.'],
    firstType,
    (a, b) => both(a, b, distinct(`list_filter(${a}, lambda x: ${holds(b, 'x')})`)),
  ),
  twoArrays(
    ['array_except', 'array_except(array1, array2)', 'The elements only in the first, without repetitions.'],
    firstType,
    (a, b) => both(a, b, distinct(`list_filter(${a}, lambda x: NOT ${holds(b, 'x')})`)),
  ),
  twoArrays(
    ['arrays_overlap', 'arrays_overlap(array1, array2)', 'Whether some element is in both.'],
    BooleanType,
    (a, b) =>
      `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL WHEN list_has_any(list_filter(${a}, lambda e: e IS NOT NULL), ${b}) THEN true WHEN len(${a}) > 0 AND len(${b}) > 0 AND (${hasNull(a)} OR ${hasNull(b)}) THEN NULL ELSE false END`,
  ),
  scalar(['sort_array', 'sort_array(array[, ascending])', 'Sorted; nulls first, or last in descending order.'], {
    params: [ARRAY, BOOLEAN],
    required: 1,
    returns: firstType,
    refine: (args) => {
      if (args[1] !== undefined && !isFoldable(args[1]))
        notConstant('sort_array', args, 1, 'ascendingOrder', BooleanType);
      checkOrder('sort_array', args, firstType(args));
      return args;
    },
    sql: ([x, up = 'true'], expr) => sortArray(x, up, elementOf(firstType(expr.args))),
  }),
  scalar(['slice', 'slice(array, start, length)', 'A part from a position on, counted from 1, or from the end.'], {
    params: [ARRAY, INT, INT],
    returns: firstType,
    sql: ([x, start, n]) => sliceSql(x, start, n),
  }),
  scalar(['flatten', 'flatten(array)', 'The elements of the arrays in an array; null if one is null.'], {
    params: [NESTED],
    returns: (args) => elementOf(firstType(args)),
    nullable: true,
    sql: ([x]) => `CASE WHEN NOT ${hasNull(x)} THEN flatten(${x}) END`,
  }),
  scalarBy(
    ['sequence', 'sequence(start, stop[, step])', 'The values from start to stop.'],
    resolveSequence,
    sequenceSql,
  ),
  scalarBy(
    ['arrays_zip', 'arrays_zip(array, …)', 'The arrays side by side, as an array of structs.'],
    resolveZip,
    zipSql,
  ),
  scalar(['map_keys', 'map_keys(map)', 'The keys.'], {
    params: [MAP],
    returns: (args) => arrayType(mapOf(args).keyType),
    sql: ([m]) => `map_keys(${m})`,
  }),
  scalar(['map_values', 'map_values(map)', 'The values.'], {
    params: [MAP],
    returns: (args) => arrayType(mapOf(args).valueType),
    sql: ([m]) => `map_values(${m})`,
  }),
  scalar(['map_entries', 'map_entries(map)', 'The pairs, as structs of key and value.'], {
    params: [MAP],
    returns: (args) => arrayType(entryType(mapOf(args))),
    sql: ([m]) => `map_entries(${m})`,
  }),
  scalar(['map_from_arrays', 'map_from_arrays(keys, values)', 'A map out of two arrays.'], {
    params: [ARRAY, ARRAY],
    returns: (args) => mapType(elementOf(at(args, 0)), elementOf(at(args, 1))),
    sql: ([k, v]) =>
      `CASE WHEN len(${k}) <> len(${v}) THEN ${faultSql('_LEGACY_ERROR_TEMP_2128')} WHEN ${k} IS NOT NULL AND ${v} IS NOT NULL THEN ${checkedMap(k, v)} END`,
  }),
  scalar(['map_from_entries', 'map_from_entries(array)', 'A map out of an array of pairs.'], {
    params: [ENTRIES],
    returns: entryTypes,
    sql: ([x], expr) => {
      const struct = elementOf(firstType(expr.args));
      const [key, value] = struct.kind === 'struct' ? struct.fields.map((f) => quoteString(f.name)) : [];
      const list = (field: string | undefined): string => `list_transform(${x}, lambda e: struct_extract(e, ${field}))`;
      return `CASE WHEN NOT ${hasNull(x)} THEN ${checkedMap(list(key), list(value))} END`;
    },
  }),
  scalarBy(['map_concat', 'map_concat(map, …)', 'The pairs of all maps.'], resolveMapConcat, (args, expr) => {
    const type = expr.dataType as MapType;
    if (args.length === 0) return `CAST(MAP {} AS ${duckDbType(type)})`;
    const of = (field: string): string =>
      args.map((m) => `map_${field}(${m})`).reduce((a, b) => `list_concat(${a}, ${b})`);
    return `CASE WHEN ${args.map((m) => `${m} IS NOT NULL`).join(' AND ')} THEN ${checkedMap(of('keys'), of('values'))} END`;
  }),
  scalar(['map_contains_key', 'map_contains_key(map, key)', 'Whether the map has a key.'], {
    params: [MAP, ANY],
    refine: withKey('map_contains_key'),
    returns: BooleanType,
    sql: ([m, k]) => `list_contains(map_keys(${m}), ${k})`,
  }),
];
