import { type DataType, sqlName } from '../../types/data-type.ts';
import { duckDbType, faultSql, valueOrFault } from '../duckdb-sql.ts';
import type { CastMode } from '../expr.ts';
import type { EvaluationContext } from '../function-record.ts';

/** A cast to be written: of what SQL, from and to which type, and what becomes of values that do not fit. */
export interface CastRequest {
  readonly sql: string;
  readonly from: DataType;
  readonly to: DataType;
  readonly mode: CastMode;
  readonly context: EvaluationContext;
  /** Casts a part of the value in the same way. */
  readonly castPart: (sql: string, from: DataType, to: DataType) => string;
}

/** CAST_INVALID_INPUT for a text, or null where faults are tolerated. */
export function malformed({ sql, to, mode }: CastRequest): string {
  if (mode !== 'ansi') return 'NULL';
  const texts = { sourceType: '"STRING"', targetType: `"${sqlName(to)}"` };
  return faultSql('CAST_INVALID_INPUT', texts, { expression: `concat('''', ${sql}, '''')` });
}

/** `CASE` that checks a value first; null passes. */
export const guarded = (bad: string, fault: string, value: string): string =>
  `CASE WHEN ${bad} THEN ${fault} ELSE ${value} END`;

/** DuckDB's own cast, which has Spark's meaning here. */
export const plain = ({ sql, to, mode }: CastRequest): string =>
  `${mode === 'ansi' ? 'CAST' : 'TRY_CAST'}(${sql} AS ${duckDbType(to)})`;

/** A value parsed from text: null out of a text is a fault under ANSI. */
export function parsed(request: CastRequest, value: string): string {
  if (request.mode !== 'ansi') return value;
  return valueOrFault(value, malformed(request), [request.sql]);
}
