import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import type { Json } from '../util/json.ts';
import { sameValue } from './oracle/compare.ts';
import { plainValue } from './oracle/plain-value.ts';

/** What two multisets of rows do not share. */
interface RowDifference {
  readonly missing: readonly Json[];
  readonly unexpected: readonly Json[];
}

/** Compares rows in any order; doubles within a relative tolerance. Undefined: they agree. */
export function rowDifference(actual: readonly Json[], expected: readonly Json[]): RowDifference | undefined {
  const unexpected = [...actual];
  const missing = expected.filter((row) => {
    const index = unexpected.findIndex((candidate) => sameValue(candidate, row));
    if (index !== -1) unexpected.splice(index, 1);
    return index === -1;
  });
  return missing.length + unexpected.length === 0 ? undefined : { missing, unexpected };
}

/** Missing and unexpected rows, one to a line. */
export function differenceText({ missing, unexpected }: RowDifference): string {
  const lines = (sign: string, rows: readonly Json[]) => rows.map((row) => `${sign} ${JSON.stringify(row)}`);
  return ['The answer differs (- missing, + unexpected):', ...lines('-', missing), ...lines('+', unexpected)].join(
    '\n',
  );
}

/** Rows as the recorded cases write them. */
export const plainRows = (schema: StructType, rows: readonly Row[]): readonly (readonly Json[])[] =>
  rows.map((row) => schema.fields.map((field, i) => plainValue(row[i], field.dataType)));
