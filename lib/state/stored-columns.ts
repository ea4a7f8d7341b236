import type { StateTable } from '../contracts/index.ts';
import { quoteIdentifier } from '../expression/duckdb-sql.ts';

/** Types that Parquet keeps inexactly (HUGEINT becomes DOUBLE, INTERVAL loses microseconds): kept as text, inside nested types too. */
const INEXACT = /(?<!")\b(?:U?HUGEINT|INTERVAL)\b(?!")/gi;

/**
 * The columns of a state table as they are written: named by position, so that a renamed key or aggregate finds its old values, and of the table's types, which
 * a column of changed rows that are all NULL has not by itself.
 */
export const storedSelect = (table: StateTable): readonly string[] =>
  table.columns.map(
    ({ name, type }, i) => `CAST(${quoteIdentifier(name)} AS ${type.replace(INEXACT, 'VARCHAR')}) AS c${i}`,
  );

/** The columns of a stored file under their names in the table. */
export const restoredSelect = (table: StateTable): readonly string[] =>
  table.columns.map(({ name, type }, i) => `CAST(c${i} AS ${type}) AS ${quoteIdentifier(name)}`);
