import { AnalysisError } from '../errors/index.ts';
import { attributeReference, call, cast, type Expr, literal } from '../expression/expr.ts';
import { type LocalRelation, localRelation } from '../plan/logical-plan.ts';
import { type DataType, type StructType, simpleString } from '../types/data-type.ts';
import { Timestamp } from '../types/value.ts';
import { describeType, doubleValue } from './literal-value.ts';

/** Rows as users write them: an object by column name, or the values in order. */
export type RowInput = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Rows in a plan, each value checked against its column. */
export function localRows(rows: readonly RowInput[], schema: StructType, nextId: () => number): LocalRelation {
  const output = schema.fields.map((field) => attributeReference({ ...field, exprId: nextId() }));
  return localRelation(
    rows.map((row, i) => {
      refuseUnknownNames(row, i, schema);
      return structValues(row, schema).map((value, j) => fieldExpr(value, schema, j));
    }),
    output,
  );
}

/** A value under a name that no column has is a mistake: its column would be null without a word. */
function refuseUnknownNames(row: RowInput, index: number, schema: StructType): void {
  if (Array.isArray(row)) return;
  const names = new Set(schema.fields.map((field) => field.name));
  const name = Object.keys(row).find((key) => !names.has(key));
  if (name === undefined) return;
  throw new AnalysisError('UNKNOWN_COLUMN_IN_ROW', { row: index, name, columns: [...names].join(', ') });
}

function structValues(row: unknown, schema: StructType): readonly unknown[] {
  if (!Array.isArray(row)) {
    const byName = row as Readonly<Record<string, unknown>>;
    return schema.fields.map((field) => byName[field.name]);
  }
  if (row.length === schema.fields.length) return row;
  throw new AnalysisError('FIELD_STRUCT_LENGTH_MISMATCH', {
    objectLength: row.length,
    fieldLength: schema.fields.length,
  });
}

function fieldExpr(value: unknown, schema: StructType, i: number): Expr {
  const field = schema.fields[i];
  if (field === undefined) throw new AnalysisError('INTERNAL_ERROR', { message: `The schema has no column ${i}.` });
  if (!field.nullable && (value === null || value === undefined))
    throw new AnalysisError('FIELD_NOT_NULLABLE_WITH_NAME', { field: `field ${field.name}` });
  return valueExpr(value, field.dataType, field.name);
}

/** A value as an expression of a type: a literal, or a constructor of literals for nested types. */
function valueExpr(value: unknown, type: DataType, field: string): Expr {
  if (value === null || value === undefined) return literal(null, type);
  switch (type.kind) {
    case 'array':
      if (!Array.isArray(value)) throw unacceptable(value, type, field);
      return cast(
        call(
          'array',
          value.map((item) => valueExpr(item, type.elementType, field)),
        ),
        type,
      );
    case 'map': {
      const entries = mapEntries(value);
      if (entries === undefined) throw unacceptable(value, type, field);
      const args = entries.flatMap(([k, v]) => [
        valueExpr(k, type.keyType, field),
        valueExpr(v, type.valueType, field),
      ]);
      return cast(call('map', args), type);
    }
    case 'struct': {
      if (typeof value !== 'object') throw unacceptable(value, type, field);
      const values = structValues(value, type);
      const args = type.fields.flatMap((f, i) => [
        literal(f.name, { kind: 'string' }),
        valueExpr(values[i], f.dataType, `${field}.${f.name}`),
      ]);
      return cast(call('named_struct', args), type);
    }
    default: {
      const converted = SCALARS[type.kind](value);
      if (converted === undefined) throw unacceptable(value, type, field);
      return literal(converted, type);
    }
  }
}

type ScalarKind = Exclude<DataType['kind'], 'array' | 'map' | 'struct'>;
type Convert = (value: unknown) => boolean | number | string | undefined;

const integer =
  (bits: number): Convert =>
  (value) => {
    const number = typeof value === 'bigint' ? Number(value) : value;
    const limit = 2 ** (bits - 1);
    const fits = typeof number === 'number' && Number.isInteger(number) && number >= -limit && number < limit;
    return fits ? number : undefined;
  };
const text: Convert = (value) => (typeof value === 'string' ? value : undefined);
const double: Convert = (value) => (typeof value === 'number' ? doubleValue(value) : undefined);
const long: Convert = (value) => {
  const isWhole = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
  return isWhole && BigInt.asIntN(64, BigInt(value)) === BigInt(value) ? String(value) : undefined;
};
const decimal: Convert = (value) => {
  const written = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  return typeof written === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(written) ? written : undefined;
};
const instant: Convert = (value) =>
  value instanceof Date && !Number.isNaN(value.getTime()) ? String(Timestamp.fromDate(value).epochMicros) : undefined;
const never: Convert = () => undefined;

/** The literal's value for a canonical JavaScript value of each scalar type; undefined where it is none. */
const SCALARS: Readonly<Record<ScalarKind, Convert>> = {
  null: never,
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  byte: integer(8),
  short: integer(16),
  integer: integer(32),
  long,
  float: double,
  double,
  decimal,
  string: text,
  binary: (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : undefined),
  date: (value) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined),
  timestamp: instant,
  timestamp_ntz: (value) => (typeof value === 'string' ? wallClockMicros(value) : undefined),
  calendarInterval: never,
  dayTimeInterval: never,
  yearMonthInterval: never,
};

/** Microseconds of 'YYYY-MM-DDTHH:MM:SS[.ffffff]' read as UTC, in decimal text. */
function wallClockMicros(value: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?$/.exec(value);
  if (match === null) return undefined;
  const seconds = Date.parse(`${match[1]}T${match[2]}Z`);
  if (Number.isNaN(seconds)) return undefined;
  return String(BigInt(seconds) * 1000n + BigInt((match[3] ?? '').padEnd(6, '0')));
}

function mapEntries(value: unknown): readonly (readonly [unknown, unknown])[] | undefined {
  if (value instanceof Map) return [...value.entries()];
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
    ? Object.entries(value)
    : undefined;
}

function unacceptable(value: unknown, dataType: DataType, field: string): AnalysisError {
  const shown = typeof value === 'string' ? `'${value}'` : String(value);
  return new AnalysisError('FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME', {
    field,
    dataType: simpleString(dataType),
    value: shown,
    valueType: describeType(value),
  });
}
