import { type ShowOptions, showTable } from '../util/show.ts';
import type { StructType } from './data-type.ts';
import { prettyPrinter } from './pretty-string.ts';
import type { Row } from './value.ts';

/** Settings of `show()`; what is left out is as in Spark: 20 rows, cells cut to 20 characters, horizontal, UTC. */
export interface ShowRowsOptions extends Partial<ShowOptions> {
  readonly numRows?: number;
  readonly timeZone?: string;
}

/** The text of `show()` for rows. Give one row more than `numRows` where there is one, so that the footer can tell. */
export function showRows(schema: StructType, rows: readonly Row[], options: ShowRowsOptions = {}): string {
  const { numRows = 20, truncate = 20, vertical = false, timeZone = 'UTC' } = options;
  const printers = schema.fields.map((field) => prettyPrinter(field.dataType, timeZone));
  const printed = rows
    .slice(0, Math.max(0, numRows) + 1)
    .map((row) => printers.map((print, i) => print(row[i] ?? null)));
  const names = schema.fields.map((field) => field.name);
  return showTable(names, printed, numRows, { truncate, vertical });
}
