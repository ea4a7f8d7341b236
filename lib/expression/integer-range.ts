import type { DataType } from '../types/data-type.ts';
import { duckDbType } from './duckdb-sql.ts';

interface IntegerRange {
  readonly bits: 8 | 16 | 32 | 64;
  readonly min: string;
  readonly max: string;
  /** The DuckDB type in which sums, differences and products of two such numbers cannot overflow. */
  readonly wider: string;
}

/** The integral types by kind. */
export const INTEGER_RANGES: Readonly<Partial<Record<DataType['kind'], IntegerRange>>> = Object.freeze({
  byte: { bits: 8, min: '-128', max: '127', wider: 'INTEGER' },
  short: { bits: 16, min: '-32768', max: '32767', wider: 'BIGINT' },
  integer: { bits: 32, min: '-2147483648', max: '2147483647', wider: 'BIGINT' },
  long: { bits: 64, min: '-9223372036854775808', max: '9223372036854775807', wider: 'HUGEINT' },
});

/** A whole number of any size cut to the low bits of an integral type, as Java's narrowing does. */
export function wrapSql(sql: string, to: DataType): string {
  const range = INTEGER_RANGES[to.kind];
  if (range === undefined) return sql;
  const half = (1n << BigInt(range.bits - 1)).toString();
  const full = (1n << BigInt(range.bits)).toString();
  const shifted = `(CAST(${sql} AS HUGEINT) + ${half})`;
  return `CAST((((${shifted} % ${full}) + ${full}) % ${full}) - ${half} AS ${duckDbType(to)})`;
}
