import type { ConditionName } from '../errors/index.ts';
import type { DataType } from '../types/data-type.ts';

/** What DuckDB's parser ends at, and what marks the slots of a template. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the two are control characters.
const UNPRINTED = /([\0\u0001])/;

/** A string as a SQL literal. */
export function quoteString(text: string): string {
  const quoted = (part: string): string => `'${part.replaceAll("'", "''")}'`;
  if (!UNPRINTED.test(text)) return quoted(text);
  const parts = text.split(UNPRINTED).map((part, i) => (i % 2 === 0 ? quoted(part) : `chr(${part.charCodeAt(0)})`));
  return `(${parts.join(' || ')})`;
}

/** A name as a SQL identifier. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** What precedes the JSON of a fault in an error DuckDB raises for us. */
export const FAULT_PREFIX = 'millrace:';

/** Spark's wording of the setting in the messages of ANSI faults. */
export const ANSI_CONFIG = '"spark.sql.ansi.enabled"';

/**
 * SQL that raises a fault. It belongs into a branch of CASE: DuckDB evaluates that for the rows which take it and no others.
 * `texts` are constants; `values` are SQL expressions of type VARCHAR.
 */
export function faultSql(
  condition: ConditionName,
  texts: Readonly<Record<string, string>> = {},
  values: Readonly<Record<string, string>> = {},
): string {
  if (Object.keys(values).length === 0) {
    return `error(${quoteString(FAULT_PREFIX + JSON.stringify({ condition, params: texts }))})`;
  }
  const params = [
    ...Object.entries(texts).map(([name, text]) => `${quoteString(name)}, ${quoteString(text)}`),
    ...Object.entries(values).map(([name, sql]) => `${quoteString(name)}, ${sql}`),
  ].join(', ');
  const json = `json_object('condition', ${quoteString(condition)}, 'params', json_object(${params}))`;
  return `error(concat('${FAULT_PREFIX}', ${json}))`;
}

/** A value; where it is null and none of its arguments is, a fault. */
export const valueOrFault = (value: string, fault: string, args: readonly string[]): string =>
  args.length === 0
    ? value
    : `CASE WHEN ${args.map((arg) => `${arg} IS NOT NULL`).join(' AND ')} THEN coalesce(${value}, ${fault}) END`;

const ATOMIC: Readonly<Record<string, string>> = Object.freeze({
  null: 'INTEGER',
  boolean: 'BOOLEAN',
  byte: 'TINYINT',
  short: 'SMALLINT',
  integer: 'INTEGER',
  long: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
  timestamp_ntz: 'TIMESTAMP',
  calendarInterval: 'INTERVAL',
  dayTimeInterval: 'BIGINT',
  yearMonthInterval: 'INTEGER',
});

/** The DuckDB type that stores values of a Spark type. */
export function duckDbType(type: DataType): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'array':
      return `${duckDbType(type.elementType)}[]`;
    case 'map':
      return `MAP(${duckDbType(type.keyType)}, ${duckDbType(type.valueType)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((f) => `${quoteIdentifier(f.name)} ${duckDbType(f.dataType)}`).join(', ')})`;
    default:
      return ATOMIC[type.kind] ?? 'VARCHAR';
  }
}

/** Lambda parameters live among column names, so they get a name no column has. */
export const lambdaParameter = (name: string): string => quoteIdentifier(`\u03bb${name.toLowerCase()}`);

/** `body` with a lambda parameter bound to a value. */
export const letSql = (parameter: string, value: string, body: string): string =>
  `list_extract(list_transform([${value}], lambda ${parameter}: ${body}), 1)`;
