import { StringType, sameType } from '../../types/data-type.ts';
import { literalSql } from '../duckdb-literal.ts';
import { quoteString } from '../duckdb-sql.ts';
import type { Call, Expr, Literal } from '../expr.ts';
import { differentTypes, notConstant } from '../mismatch.ts';
import { typeOf } from '../type-of.ts';

/** The delimiter, a constant of the type of the values; undefined: none. */
function delimiterOf([value, delimiter]: readonly Expr[]): Literal | undefined {
  if (value === undefined || delimiter === undefined) return undefined;
  if (delimiter.kind !== 'Literal') return notConstant('listagg', [value, delimiter], 1, 'delimiter', StringType);
  if (delimiter.value === null) return undefined;
  return sameType(typeOf(value), delimiter.dataType) ? delimiter : differentTypes('listagg', [value, delimiter]);
}

/** Refuses a delimiter that does not go with the values. */
export function checkDelimiter(args: readonly Expr[]): readonly Expr[] {
  delimiterOf(args);
  return args;
}

/** The values of a list, texts or bytes, one after another; null where there are none. */
export function joinedValues(list: string, buffer: string, { args, dataType }: Call): string {
  const delimiter = delimiterOf(args);
  const joined =
    dataType?.kind === 'binary'
      ? `list_reduce(${list}, lambda a, b: a || ${delimiter === undefined ? '' : `${literalSql(delimiter)} || `}b)`
      : `array_to_string(${list}, ${quoteString(String(delimiter?.value ?? ''))})`;
  return `CASE WHEN len(${buffer}) > 0 THEN ${joined} END`;
}
