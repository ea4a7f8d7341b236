import type { AttributeReference } from '../expression/expr.ts';
import type { RowOf } from '../types/infer.ts';
import type { Row } from '../types/value.ts';

/** A function that turns rows by position into objects by column name; of columns with one name the last is kept. */
export function rowObjects<S>(output: readonly Pick<AttributeReference, 'name'>[]): (row: Row) => RowOf<S> {
  const names = output.map(({ name }) => name);
  return (row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])) as RowOf<S>;
}
