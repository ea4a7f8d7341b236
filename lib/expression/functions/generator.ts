import { AnalysisError } from '../../errors/index.ts';
import {
  type DataType,
  IntegerType,
  NullType,
  type StructField,
  simpleString,
  sqlName,
  structField,
} from '../../types/data-type.ts';
import { duckDbType, quoteString } from '../duckdb-sql.ts';
import { type Call, call, type Expr } from '../expr.ts';
import type { FunctionRecord } from '../function-record.ts';
import { notConstant } from '../mismatch.ts';
import { nameOf } from '../name-of.ts';
import { ANY, ARRAY_OR_MAP, INT, type TypeRule } from '../type-rule.ts';
import { typeAt } from './arguments.ts';
import { generator } from './define.ts';

/** Columns of one element of a collection. */
function elementColumns(type: DataType): readonly StructField[] {
  if (type.kind === 'map') return [structField('key', type.keyType, false), structField('value', type.valueType)];
  return [structField('col', type.kind === 'array' ? type.elementType : NullType)];
}

function explodeSql(x: string, expr: Call, positions: boolean): string {
  const isMap = typeAt(expr.args, 0).kind === 'map';
  const values = isMap ? [`struct_extract(e, 'key')`, `struct_extract(e, 'value')`] : ['e'];
  const all = positions ? ['CAST(i - 1 AS INTEGER)', ...values] : values;
  const row = `struct_pack(${all.map((value, i) => `c${i} := ${value}`).join(', ')})`;
  return `list_transform(${isMap ? `map_entries(${x})` : x}, lambda e${positions ? ', i' : ''}: ${row})`;
}

const ARRAY_OF_STRUCT: TypeRule = {
  words: '"ARRAY<STRUCT>"',
  accepts: (type) => type.kind === 'array' && type.elementType.kind === 'struct',
  target: undefined,
};

const inlineFields = (args: readonly Expr[]): readonly StructField[] => {
  const type = typeAt(args, 0);
  return type.kind === 'array' && type.elementType.kind === 'struct' ? type.elementType.fields : [];
};

function stackRows(args: readonly Expr[]): number {
  const [count] = args;
  if (count?.kind !== 'Literal' || count.value === null) return notConstant('stack', args, 0, 'n', IntegerType);
  const rows = Number(count.value);
  if (rows > 0) return rows;
  throw new AnalysisError('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', {
    sqlExpr: nameOf(call('stack', args)),
    exprName: '`n`',
    valueRange: '(0, 2147483647]',
    currentValue: rows,
  });
}

/** The columns take their types from the first row, which the others have to share. */
function stackColumns(args: readonly Expr[]): readonly StructField[] {
  const width = stackWidth(args);
  const columns = Array.from({ length: width }, (_, i) => structField(`col${i}`, typeAt(args, 1 + i)));
  for (let i = 1 + width; i < args.length; i++) {
    const column = (i - 1) % width;
    const [left, right] = [typeAt(args, 1 + column), typeAt(args, i)];
    if (left.kind === 'null' || right.kind === 'null' || simpleString(left) === simpleString(right)) continue;
    throw new AnalysisError('DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES', {
      sqlExpr: nameOf(call('stack', args)),
      columnIndex: column,
      leftType: sqlName(left),
      leftParamIndex: 1 + column,
      rightType: sqlName(right),
      rightParamIndex: i,
    });
  }
  return columns;
}

const stackWidth = (args: readonly Expr[]): number => Math.ceil((args.length - 1) / stackRows(args));

function stackSql(values: readonly string[], expr: Call): string {
  const width = stackWidth(expr.args);
  const rows = Array.from({ length: stackRows(expr.args) }, (_, row) => {
    const cells = Array.from({ length: width }, (_unused, column) => {
      const type = duckDbType(typeAt(expr.args, 1 + column));
      return `c${column} := CAST(${values[row * width + column] ?? 'NULL'} AS ${type})`;
    });
    return `struct_pack(${cells.join(', ')})`;
  });
  return `[${rows.join(', ')}]`;
}

/** Functions that make rows. */
export const generatorFunctions: readonly FunctionRecord[] = [
  generator(['explode', 'explode(array | map)', 'A row per element; explode_outer keeps rows without elements.'], {
    params: [ARRAY_OR_MAP],
    columns: (args) => elementColumns(typeAt(args, 0)),
    sql: ([x], expr) => explodeSql(x, expr, false),
  }),
  generator(
    [
      'posexplode',
      'posexplode(array | map)',
      'A row per element with its position from 0; posexplode_outer keeps rows without elements.',
    ],
    {
      params: [ARRAY_OR_MAP],
      columns: (args) => [structField('pos', IntegerType, false), ...elementColumns(typeAt(args, 0))],
      sql: ([x], expr) => explodeSql(x, expr, true),
    },
  ),
  generator(
    ['inline', 'inline(array)', 'A row per struct, a column per field; inline_outer keeps rows without elements.'],
    {
      params: [ARRAY_OF_STRUCT],
      columns: inlineFields,
      sql: ([x], expr) => {
        const cells = inlineFields(expr.args).map((f, i) => `c${i} := struct_extract(e, ${quoteString(f.name)})`);
        return `list_transform(${x}, lambda e: struct_pack(${cells.join(', ')}))`;
      },
    },
  ),
  generator(['stack', 'stack(n, expr, …)', 'The values in n rows.'], {
    params: [INT],
    rest: ANY,
    required: 2,
    columns: stackColumns,
    sql: ([, ...values], expr) => stackSql(values, expr),
  }),
];
