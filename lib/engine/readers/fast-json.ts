import { quoteIdentifier, quoteString } from '../../expression/duckdb-sql.ts';
import type { ArrayType, DataType, DecimalType, MapType, StructType } from '../../types/data-type.ts';
import { type FastContext, FORMATTED, fastTime, formatOption, tryCast } from './fast-time.ts';

/**
 * How SQL reads a field of a JSON object: DuckDB takes the object apart into raw JSON texts (for strings: their content), and the value is
 * made of those. `exact` says of a raw text that is not null whether the value is the one that Spark reads; the others are left to JavaScript.
 */
export interface FastField {
  readonly raw: 'JSON' | 'VARCHAR';
  readonly value: (raw: string) => string;
  readonly exact: (raw: string, value: string) => string;
}

const text = (raw: string): string => `CAST(${raw} AS VARCHAR)`;
/** The content of a JSON string without escapes. */
const content = (raw: string): string => `substring(${text(raw)}, 2, strlen(${raw}) - 2)`;

const integral = (type: DataType): FastField => ({
  raw: 'JSON',
  value: (raw) => tryCast(text(raw), type),
  exact: (raw, value) => `${value} IS NOT NULL AND NOT contains(${raw}, '.') AND NOT contains(${raw}, 'e')`,
});

const floating = (type: DataType): FastField => ({
  raw: 'JSON',
  value: (raw) => tryCast(text(raw), type),
  exact: (_, value) => `${value} IS NOT NULL AND isfinite(${value})`,
});

const BOOLEAN: FastField = {
  raw: 'JSON',
  value: (raw) => `CASE ${text(raw)} WHEN 'true' THEN true WHEN 'false' THEN false END`,
  exact: (_, value) => `${value} IS NOT NULL`,
};

/** A text that starts like an object, an array or a fraction may be one, which Spark keeps as it was written. */
const STRING: FastField = {
  raw: 'VARCHAR',
  value: (raw) => raw,
  exact: (raw) =>
    `(CASE WHEN unicode(${raw}) BETWEEN 45 AND 57 THEN regexp_full_match(${raw}, '[0-9]+|.*[^-+.eE0-9].*', 's') ELSE unicode(${raw}) NOT IN (91, 123) END)`,
};

const BINARY: FastField = {
  raw: 'JSON',
  value: (raw) =>
    `CASE WHEN regexp_full_match(${text(raw)}, '"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"') THEN from_base64(${content(raw)}) END`,
  exact: (_, value) => `${value} IS NOT NULL`,
};

/** Up to 15 digits a number is what was written, and text is exact at any length. */
const decimal = (type: DecimalType): FastField => ({
  raw: 'JSON',
  value: (raw) =>
    `CASE WHEN unicode(${raw}) = 34 THEN ${tryCast(content(raw), type)} ELSE ${tryCast(text(raw), type)} END`,
  exact: (raw, value) =>
    `${value} IS NOT NULL AND (CASE WHEN unicode(${raw}) = 34 THEN regexp_full_match(${text(raw)}, '"-?[0-9]+(?:[.][0-9]+)?"') ELSE strlen(${raw}) <= 16 AND NOT contains(${raw}, 'e') END)`,
});

function fastQuotedTime(type: DataType, context: FastContext): FastField | undefined {
  const time = fastTime(type, context, '"');
  return time === undefined ? undefined : { raw: 'JSON', ...time };
}

const ATOMIC: Partial<Record<DataType['kind'], (type: DataType, context: FastContext) => FastField | undefined>> = {
  boolean: () => BOOLEAN,
  byte: integral,
  short: integral,
  integer: integral,
  long: integral,
  float: floating,
  double: floating,
  string: () => STRING,
  binary: () => BINARY,
  date: fastQuotedTime,
  timestamp: fastQuotedTime,
  timestamp_ntz: fastQuotedTime,
};

/** The fast reading of a type; undefined where there is none. */
export function fastField(type: DataType, context: FastContext): FastField | undefined {
  switch (type.kind) {
    case 'decimal':
      return decimal(type);
    case 'array':
      return fastArray(type, context);
    case 'map':
      return fastMap(type, context);
    case 'struct':
      return fastStruct(type, context);
    default:
      return ATOMIC[type.kind]?.(type, context);
  }
}

/** The fast reading of a field of the record itself: times of the usual shapes are told from numbers by their text alone, and need no quotation marks. */
export function plainField(type: DataType, context: FastContext): FastField | undefined {
  const isShaped = FORMATTED.includes(type.kind) && formatOption(type, context) === undefined;
  const time = isShaped ? fastTime(type, context, '') : undefined;
  return time === undefined ? fastField(type, context) : { raw: 'VARCHAR', ...time };
}

const transform = (raw: string, structure: unknown): string =>
  `json_transform(${raw}, ${quoteString(JSON.stringify(structure))})`;

/** Whether an object names no field twice. */
export const distinctKeys = (keys: string): string => `list_unique(${keys}) = len(${keys})`;

const exactOrNull = (field: FastField, raw: string): string =>
  `(${raw} IS NULL OR (${field.exact(raw, field.value(raw))}))`;

function fastArray(type: ArrayType, context: FastContext): FastField | undefined {
  const element = fastField(type.elementType, context);
  if (element === undefined) return undefined;
  const items = (raw: string): string => transform(raw, ['JSON']);
  const inner = asJson(element);
  return {
    raw: 'JSON',
    value: (raw) => `list_transform(${items(raw)}, lambda x: ${inner.value('x')})`,
    exact: (raw) =>
      `unicode(${raw}) = 91 AND coalesce(list_bool_and(list_transform(${items(raw)}, lambda x: ${exactOrNull(inner, 'x')})), true)`,
  };
}

function fastMap(type: MapType, context: FastContext): FastField | undefined {
  const value = fastField(type.valueType, context);
  if (value === undefined || type.keyType.kind !== 'string') return undefined;
  const inner = asJson(value);
  const entries = (raw: string): string => `map_entries(${transform(raw, 'MAP(VARCHAR, JSON)')})`;
  return {
    raw: 'JSON',
    value: (raw) =>
      `TRY(map_from_entries(list_transform(${entries(raw)}, lambda x: {k: x.key, v: ${inner.value('x.value')}})))`,
    exact: (raw) =>
      `unicode(${raw}) = 123 AND ${distinctKeys(`json_keys(${raw})`)} AND coalesce(list_bool_and(list_transform(${entries(raw)}, lambda x: ${exactOrNull(inner, 'x.value')})), true)`,
  };
}

function fastStruct(type: StructType, context: FastContext): FastField | undefined {
  const fields = type.fields.map((field) => ({ name: field.name, fast: fastField(field.dataType, context) }));
  if (fields.some((field) => field.fast === undefined)) return undefined;
  const known = fields as readonly { readonly name: string; readonly fast: FastField }[];
  const structure = Object.fromEntries(known.map(({ name, fast }) => [name, fast.raw]));
  const part = (raw: string, name: string): string =>
    `struct_extract(${transform(raw, structure)}, ${quoteString(name)})`;
  return {
    raw: 'JSON',
    value: (raw) =>
      `CASE WHEN unicode(${raw}) = 123 THEN struct_pack(${known.map(({ name, fast }) => `${quoteIdentifier(name)} := ${fast.value(part(raw, name))}`).join(', ')}) END`,
    exact: (raw) =>
      [
        `unicode(${raw}) = 123`,
        distinctKeys(`json_keys(${raw})`),
        ...known.map(({ name, fast }) => exactOrNull(fast, part(raw, name))),
      ].join(' AND '),
  };
}

/** Inside arrays and maps every raw text is JSON, strings in their quotes. */
function asJson(field: FastField): FastField {
  if (field.raw === 'JSON') return field;
  return {
    raw: 'JSON',
    value: (raw) => `(${raw} ->> '$')`,
    exact: (raw) => `(unicode(${raw}) = 34 OR regexp_full_match(${text(raw)}, '-?[0-9]+|true|false'))`,
  };
}
