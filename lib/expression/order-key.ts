import type { DataType } from '../types/data-type.ts';
import { quoteString } from './duckdb-sql.ts';

/** Whether Spark's order of the type's values is DuckDB's. */
export const isPlain = (type: DataType): boolean => type.kind !== 'struct' && type.kind !== 'array';

/** SQL by which values order as in Spark: nulls inside of structs and arrays come first there, and last in DuckDB. Null stays null. */
export function orderKey(value: string, type: DataType): string {
  if (type.kind === 'array')
    return `list_transform(${value}, lambda e: struct_pack(p := e IS NOT NULL, v := ${orderKey('e', type.elementType)}))`;
  if (type.kind !== 'struct' || type.fields.length === 0) return value;
  const parts = type.fields.flatMap((f, i) => {
    const field = `struct_extract(${value}, ${quoteString(f.name)})`;
    return [`p${i} := ${field} IS NOT NULL`, `v${i} := ${orderKey(field, f.dataType)}`];
  });
  return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${parts.join(', ')}) END`;
}

/** A list sorted: ascending with nulls first or last, or descending with nulls last. */
export function sortedList(list: string, element: DataType, order: 'nullsFirst' | 'nullsLast' | 'descending'): string {
  const direction = order === 'descending' ? 'DESC' : 'ASC';
  const nulls = order === 'nullsFirst' ? 'FIRST' : 'LAST';
  if (isPlain(element)) return `list_sort(${list}, '${direction}', 'NULLS ${nulls}')`;
  const present = order === 'nullsLast' ? 'e IS NULL' : 'e IS NOT NULL';
  const keyed = `list_transform(${list}, lambda e: struct_pack(p := ${present}, k := ${orderKey('e', element)}, v := e))`;
  return `list_transform(list_sort(${keyed}, '${direction}', 'NULLS LAST'), lambda e: struct_extract(e, 'v'))`;
}

/** The largest or smallest of a list, nulls aside. */
export function extremeOf(list: string, element: DataType, fn: 'min' | 'max'): string {
  if (isPlain(element)) return `list_${fn}(${list})`;
  const present = `list_filter(${list}, lambda e: e IS NOT NULL)`;
  return `list_extract(${sortedList(present, element, fn === 'max' ? 'descending' : 'nullsFirst')}, 1)`;
}
