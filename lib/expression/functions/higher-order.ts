import { AnalysisError } from '../../errors/index.ts';
import {
  arrayType,
  BooleanType,
  type DataType,
  IntegerType,
  type MapType,
  mapType,
  NullType,
  sameType,
  sqlName,
} from '../../types/data-type.ts';
import { castTo, tightestCommonType } from '../coercion.ts';
import { duckDbType, faultSql, lambdaParameter, letSql } from '../duckdb-sql.ts';
import { type Call, call, type Expr, type LambdaFunction, lambdaFunction, lambdaVariable } from '../expr.ts';
import type { EvaluationContext, FunctionRecord } from '../function-record.ts';
import { checkedMap } from '../map-sql.ts';
import { checkMapKey, notOrderable, unexpectedInput } from '../mismatch.ts';
import { nameOf } from '../name-of.ts';
import { sortedList } from '../order-key.ts';
import { typeOf } from '../type-of.ts';
import { ANY, ARRAY, MAP } from '../type-rule.ts';
import { elementOf } from './arguments.ts';
import { type Args, type Head, type ScalarSpec, scalar } from './define.ts';

const at = (args: readonly Expr[], index: number): DataType => {
  const arg = args[index];
  return arg === undefined || arg.kind === 'LambdaFunction' ? NullType : typeOf(arg);
};
const element = (args: readonly Expr[], index = 0): DataType => elementOf(at(args, index));
const lambdaOf = (expr: Call, index: number): LambdaFunction => {
  const arg = expr.args[index];
  if (arg?.kind === 'LambdaFunction') return arg;
  return unexpectedInput(expr.name, expr.args, index, '"LAMBDA"');
};

interface Printed {
  readonly parameters: readonly string[];
  readonly body: string;
}

/** Parameters and body of a lambda that the printer gave as `lambda p, q: body`. */
function printed(sql: string, expr: Call, index: number): Printed {
  const parameters = lambdaOf(expr, index).parameters.map(lambdaParameter);
  return { parameters, body: sql.slice(`lambda ${parameters.join(', ')}: `.length) };
}

/** The body with its parameters bound to values. */
const bound = ({ parameters, body }: Printed, values: readonly string[]): string =>
  parameters.reduceRight((inner, parameter, i) => letSql(parameter, values[i] ?? 'NULL', inner), body);

/** DuckDB's lambdas count from 1, Spark's from 0. */
function overElements(list: string, lambda: string, expr: Call, fn: 'list_transform' | 'list_filter'): string {
  const { parameters, body } = printed(lambda, expr, 1);
  const [item, index] = parameters;
  if (index === undefined) return `${fn}(${list}, ${lambda})`;
  return `${fn}(${list}, lambda ${item}, "\u03bb#": ${letSql(index, 'CAST("\u03bb#" - 1 AS INTEGER)', body)})`;
}

const bodyType = (args: readonly Expr[], index: number): DataType => typeOf(args[index] as Expr);

/** The lambda at `index` with its body cast to a type. */
function castBody(args: readonly Expr[], index: number, type: DataType, context: EvaluationContext): readonly Expr[] {
  return args.map((arg, i) =>
    i === index && arg.kind === 'LambdaFunction'
      ? lambdaFunction(arg.parameters, castTo(arg.body, type, context))
      : arg,
  );
}

const LAMBDA = ANY;
const condition =
  (name: string): NonNullable<ScalarSpec['refine']> =>
  (args, context) => {
    const [, test] = args;
    if (test?.kind === 'LambdaFunction' && !['boolean', 'null'].includes(typeOf(test.body).kind))
      unexpectedInput(name, args, 1, '"BOOLEAN"');
    return castBody(args, 1, BooleanType, context);
  };

const quantifier = (head: Head, decided: 'true' | 'false'): FunctionRecord =>
  scalar(head, {
    params: [ARRAY, LAMBDA],
    refine: condition(head[0]),
    returns: BooleanType,
    nullable: true,
    sql: ([x, lambda]) => {
      const results = `list_transform(${x}, ${lambda})`;
      const unknown = `len(list_filter(${results}, lambda e: e IS NULL)) > 0`;
      return `CASE WHEN ${x} IS NULL THEN NULL WHEN list_contains(${results}, ${decided}) THEN ${decided} WHEN ${unknown} THEN NULL ELSE ${decided === 'true' ? 'false' : 'true'} END`;
    },
  });

/** A fold: elements travel beside the accumulator, since DuckDB's reduction wants both sides of one type. */
function foldSql([list, zero, merge, finish]: Args, expr: Call): string {
  const [accumulator, item] = [duckDbType(at(expr.args, 1)), duckDbType(element(expr.args))];
  const pair = (a: string, x: string): string =>
    `struct_pack(a := CAST(${a} AS ${accumulator}), x := CAST(${x} AS ${item}))`;
  const steps = `list_transform(${list}, lambda e: ${pair('NULL', 'e')})`;
  const step = bound(printed(merge, expr, 2), [`struct_extract("\u03bbp#", 'a')`, `struct_extract("\u03bbq#", 'x')`]);
  const folded = `struct_extract(list_reduce(${steps}, lambda "\u03bbp#", "\u03bbq#": ${pair(step, 'NULL')}, ${pair(zero, 'NULL')}), 'a')`;
  const result = finish === undefined ? folded : bound(printed(finish, expr, 3), [folded]);
  return `CASE WHEN ${list} IS NOT NULL THEN ${result} END`;
}

/** Elements ranked by how many others a comparator puts before them. */
function sortBy(list: string, lambda: string, expr: Call): string {
  const compare = (a: string, b: string): string => bound(printed(lambda, expr, 1), [a, b]);
  const [other, own] = ['"\u03bbo#"', '"\u03bbe#"'];
  const order = compare(other, own);
  const texts = { firstValue: `CAST(${other} AS VARCHAR)`, secondValue: `CAST(${own} AS VARCHAR)` };
  const checked = `CASE WHEN ${order} IS NULL THEN ${faultSql('COMPARATOR_RETURNS_NULL', {}, texts)} ELSE ${order} < 0 OR (${order} = 0 AND "\u03bbj#" < "\u03bbi#") END`;
  const before = `CASE WHEN "\u03bbj#" = "\u03bbi#" THEN false ELSE ${checked} END`;
  const rank = `len(list_filter(${list}, lambda "\u03bbo#", "\u03bbj#": ${before}))`;
  return `list_transform(list_sort(list_transform(${list}, lambda "\u03bbe#", "\u03bbi#": struct_pack(r := ${rank}, v := "\u03bbe#"))), lambda e: struct_extract(e, 'v'))`;
}

/** Whatever compares two elements gives an INT. */
function comparator(args: readonly Expr[]): readonly Expr[] {
  const [list, compare] = args;
  const kind = element(args).kind;
  if (compare === undefined && (kind === 'map' || kind === 'calendarInterval'))
    notOrderable('<', [VARIABLE, VARIABLE], element(args));
  if (compare?.kind !== 'LambdaFunction' || typeOf(compare.body).kind === 'integer') return args;
  throw new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE', {
    sqlExpr: nameOf(call('array_sort', list === undefined ? [] : [list, compare])),
    functionName: 'lambdafunction',
    expectedType: sqlName(IntegerType),
    actualType: sqlName(typeOf(compare.body)),
  });
}

const VARIABLE = lambdaVariable('x', 0, IntegerType);

const KEY = '"\u03bbk#"';
const ENTRY_VALUES = [`struct_extract("\u03bbe#", 'key')`, `struct_extract("\u03bbe#", 'value')`] as const;

const overEntries = (
  head: Head,
  returns: (args: readonly Expr[]) => DataType,
  sql: (entries: string, body: string) => string,
  refine?: ScalarSpec['refine'],
): FunctionRecord =>
  scalar(head, {
    params: [MAP, LAMBDA],
    ...(refine !== undefined && { refine }),
    returns,
    sql: ([m, lambda], expr) => {
      const body = bound(printed(lambda, expr, 1), ENTRY_VALUES);
      return `CASE WHEN ${m} IS NOT NULL THEN ${sql(`map_entries(${m})`, body)} END`;
    },
  });

const keyType = (args: readonly Expr[]): DataType => (at(args, 0) as MapType).keyType;
const valueType = (args: readonly Expr[]): DataType => (at(args, 0) as MapType).valueType;

/** Two maps as maps of one type of keys. */
function sameKeys(args: readonly Expr[], context: EvaluationContext): readonly Expr[] {
  const [a, b] = [at(args, 0), at(args, 1)] as [MapType, MapType];
  const key = tightestCommonType(a.keyType, b.keyType, context);
  if (key === undefined)
    throw new AnalysisError('DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES', {
      sqlExpr: nameOf(call('map_zip_with', args)),
      functionName: 'map_zip_with',
      leftType: sqlName(a.keyType),
      rightType: sqlName(b.keyType),
    });
  return args.map((arg, i) =>
    i === 0
      ? castTo(arg, mapType(key, a.valueType), context)
      : i === 1
        ? castTo(arg, mapType(key, b.valueType), context)
        : arg,
  );
}

/** What is folded keeps the type of the start. */
function foldedInto(name: string, args: readonly Expr[]): readonly Expr[] {
  const merge = args[2];
  if (merge?.kind === 'LambdaFunction' && !sameType(typeOf(merge.body), at(args, 1)))
    unexpectedInput(name, args, 2, `"${sqlName(at(args, 1))}"`);
  return args;
}

const fold = (head: Head): FunctionRecord =>
  scalar(head, {
    params: [ARRAY, ANY, LAMBDA, LAMBDA],
    required: 3,
    refine: (args) => foldedInto(head[0], args),
    returns: (args) => (args.length > 3 ? bodyType(args, 3) : at(args, 1)),
    nullable: true,
    sql: foldSql,
  });

/** Functions that take functions. */
export const higherOrderFunctions: readonly FunctionRecord[] = [
  scalar(['transform', 'transform(array, x -> … | (x, i) -> …)', 'Each element through a function.'], {
    params: [ARRAY, LAMBDA],
    returns: (args) => arrayType(bodyType(args, 1)),
    sql: ([x, lambda], expr) => overElements(x, lambda, expr, 'list_transform'),
  }),
  scalar(['filter', 'filter(array, x -> … | (x, i) -> …)', 'The elements a condition holds for.'], {
    params: [ARRAY, LAMBDA],
    refine: condition('filter'),
    returns: (args) => at(args, 0),
    sql: ([x, lambda], expr) => overElements(x, lambda, expr, 'list_filter'),
  }),
  quantifier(['exists', 'exists(array, x -> …)', 'Whether a condition holds for some element.'], 'true'),
  quantifier(['forall', 'forall(array, x -> …)', 'Whether a condition holds for all elements.'], 'false'),
  fold([
    'aggregate',
    'aggregate(array, start, (acc, x) -> …[, acc -> …])',
    'The elements folded into one value.',
    'reduce',
  ]),
  scalar(['zip_with', 'zip_with(array1, array2, (x, y) -> …)', 'Two arrays element by element through a function.'], {
    params: [ARRAY, ARRAY, LAMBDA],
    returns: (args) => arrayType(bodyType(args, 2)),
    nullable: true,
    sql: ([a, b, lambda], expr) => {
      const body = bound(printed(lambda, expr, 2), [
        `list_extract(${a}, "\u03bbi#")`,
        `list_extract(${b}, "\u03bbi#")`,
      ]);
      return `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN list_transform(range(1, greatest(len(${a}), len(${b})) + 1), lambda "\u03bbi#": ${body}) END`;
    },
  }),
  scalar(['array_sort', 'array_sort(array[, (x, y) -> …])', 'Sorted, nulls last, or by a comparator.'], {
    params: [ARRAY, LAMBDA],
    required: 1,
    refine: comparator,
    returns: (args) => at(args, 0),
    sql: ([x, lambda], expr) =>
      lambda === undefined ? sortedList(x, element(expr.args), 'nullsLast') : sortBy(x, lambda, expr),
  }),
  overEntries(
    ['map_filter', 'map_filter(map, (k, v) -> …)', 'The pairs a condition holds for.'],
    (args) => at(args, 0),
    (entries, body) => `map_from_entries(list_filter(${entries}, lambda "\u03bbe#": ${body}))`,
    condition('map_filter'),
  ),
  overEntries(
    ['transform_values', 'transform_values(map, (k, v) -> …)', 'Each value through a function.'],
    (args) => mapType(keyType(args), bodyType(args, 1)),
    (entries, body) =>
      `map_from_entries(list_transform(${entries}, lambda "\u03bbe#": struct_pack(k := ${ENTRY_VALUES[0]}, v := ${body})))`,
  ),
  overEntries(
    ['transform_keys', 'transform_keys(map, (k, v) -> …)', 'Each key through a function.'],
    (args) => mapType(bodyType(args, 1), valueType(args)),
    (entries, body) =>
      checkedMap(
        `list_transform(${entries}, lambda "\u03bbe#": ${body})`,
        `list_transform(${entries}, lambda "\u03bbe#": ${ENTRY_VALUES[1]})`,
      ),
    (args) => {
      checkMapKey('transform_keys', args, bodyType(args, 1));
      return args;
    },
  ),
  scalar(['map_zip_with', 'map_zip_with(map1, map2, (k, v1, v2) -> …)', 'Two maps key by key through a function.'], {
    params: [MAP, MAP, LAMBDA],
    refine: sameKeys,
    returns: (args) => mapType(keyType(args), bodyType(args, 2)),
    nullable: true,
    sql: ([a, b, lambda], expr) => {
      const body = bound(printed(lambda, expr, 2), [
        KEY,
        `map_extract_value(${a}, ${KEY})`,
        `map_extract_value(${b}, ${KEY})`,
      ]);
      const others = `list_filter(map_keys(${b}), lambda "\u03bbx#": NOT list_contains(map_keys(${a}), "\u03bbx#"))`;
      const keys = `list_concat(map_keys(${a}), ${others})`;
      return `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN map_from_entries(list_transform(${keys}, lambda ${KEY}: struct_pack(k := ${KEY}, v := ${body}))) END`;
    },
  }),
];
