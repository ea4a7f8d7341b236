import { NullType } from '../../types/data-type.ts';
import { quoteString } from '../duckdb-sql.ts';
import type { CastRequest } from './cast-request.ts';

/** A cast of each element. */
export function toArray({ sql, from, to, castPart }: CastRequest): string {
  if (from.kind !== 'array' || to.kind !== 'array') return sql;
  return `list_transform(${sql}, lambda e: ${castPart('e', from.elementType, to.elementType)})`;
}

/** A cast of each key and value. */
export function toMap({ sql, from, to, castPart }: CastRequest): string {
  if (from.kind !== 'map' || to.kind !== 'map') return sql;
  const key = castPart(`struct_extract(e, 'key')`, from.keyType, to.keyType);
  const value = castPart(`struct_extract(e, 'value')`, from.valueType, to.valueType);
  return `map_from_entries(list_transform(map_entries(${sql}), lambda e: struct_pack(k := ${key}, v := ${value})))`;
}

/** A cast of each field, by its place. */
export function toStruct({ sql, from, to, castPart }: CastRequest): string {
  if (from.kind !== 'struct' || to.kind !== 'struct') return sql;
  const fields = to.fields.map((field, i) => {
    const source = from.fields[i];
    const value = `struct_extract(${sql}, ${quoteString(source?.name ?? field.name)})`;
    return `"${field.name.replaceAll('"', '""')}" := ${castPart(value, source?.dataType ?? NullType, field.dataType)}`;
  });
  return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
}
