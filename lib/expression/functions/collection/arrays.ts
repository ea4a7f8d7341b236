import {
  arrayType,
  BooleanType,
  type DataType,
  IntegerType,
  NullType,
  structField,
  structType,
} from '../../../types/data-type.ts';
import { castTo, commonType } from '../../coercion.ts';
import { duckDbType, faultSql, quoteIdentifier, quoteString } from '../../duckdb-sql.ts';
import type { Call, Expr } from '../../expr.ts';
import { isFoldable } from '../../foldable.ts';
import type { EvaluationContext, FunctionRecord, Signature } from '../../function-record.ts';
import { checkOrder, differentTypes, notConstant, unexpectedInput } from '../../mismatch.ts';
import { rowFieldName } from '../../name-of.ts';
import { extremeOf, sortedList } from '../../order-key.ts';
import { isNullable, typeOf } from '../../type-of.ts';
import { ANY, ARRAY, BOOLEAN, INT, type TypeRule } from '../../type-rule.ts';
import { elementOf, firstType, typeAt } from '../arguments.ts';
import { checkArguments, type Head, scalar, scalarBy } from '../define.ts';
import { isIntAtMost, withElement } from './array-arguments.ts';
import { distinctList, hasNull } from './list-sql.ts';

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

const NESTED: TypeRule = {
  words: '"ARRAY" of "ARRAY"',
  accepts: (t) => t.kind === 'array' && t.elementType.kind === 'array',
  target: undefined,
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

/** Arrays. */
export const arrayFunctions: readonly FunctionRecord[] = [
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
  onArray(
    ['array_size', 'array_size(array)', 'The number of elements.'],
    IntegerType,
    (x) => `CAST(len(${x}) AS INTEGER)`,
  ),
  onArray(['array_distinct', 'array_distinct(array)', 'Without repetitions.'], firstType, distinctList),
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
    params: [ARRAY, ANY, ANY],
    refine: (args, context) => {
      if (!isIntAtMost(typeAt(args, 1).kind)) unexpectedInput('array_insert', args, 1, '"INT"');
      return withElement('array_insert', 2)(args, context);
    },
    returns: firstType,
    sql: ([x, i, v]) => {
      const position = `CASE WHEN ${i} < 0 THEN len(${x}) + ${i} + 2 ELSE ${i} END`;
      const filled = `list_resize(list_slice(${x}, 1, ${position} - 1), ${position} - 1)`;
      const inside = `list_concat(list_append(${filled}, ${v}), list_slice(${x}, ${position}, len(${x})))`;
      const before = `list_concat(list_resize([${v}], -${i} - len(${x})), ${x})`;
      return `CASE WHEN ${i} = 0 THEN ${faultSql('INVALID_INDEX_OF_ZERO')} WHEN -${i} > len(${x}) THEN ${before} WHEN ${x} IS NOT NULL AND ${i} IS NOT NULL THEN ${inside} END`;
    },
  }),
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
    ['arrays_zip', 'arrays_zip(array, …)', 'The arrays side by side, as an array of structs.'],
    resolveZip,
    zipSql,
  ),
];
