import { duckDbType, quoteIdentifier, quoteString } from '../../expression/duckdb-sql.ts';
import type { DataType, StructType } from '../../types/data-type.ts';

/** JSON has no bytes: binary travels as hexadecimal text. */
const asStored = (type: DataType): DataType => {
  switch (type.kind) {
    case 'binary':
      return { kind: 'string' };
    case 'array':
      return { kind: 'array', elementType: asStored(type.elementType) };
    case 'map':
      return { kind: 'map', keyType: type.keyType, valueType: asStored(type.valueType) };
    case 'struct':
      return { kind: 'struct', fields: type.fields.map((field) => ({ ...field, dataType: asStored(field.dataType) })) };
    default:
      return type;
  }
};

const holdsBinary = (type: DataType): boolean => duckDbType(asStored(type)) !== duckDbType(type);

/** SQL of a LIST of STRUCTs, one per row, from the JSON text that a record function gives. */
export function storedRows(json: string, schema: StructType): string {
  const fields = schema.fields.map((field) => [field.name, duckDbType(asStored(field.dataType))]);
  // DuckDB has no STRUCT without fields.
  const structure = [fields.length === 0 ? { '': 'BOOLEAN' } : Object.fromEntries(fields)];
  const rows = `json_transform(${json}, ${quoteString(JSON.stringify(structure))})`;
  return holdsBinary(schema) ? `list_transform(${rows}, lambda s0: ${fromStored('s0', schema, 1)})` : rows;
}

function fromStored(value: string, type: DataType, depth: number): string {
  if (!holdsBinary(type)) return value;
  const item = `s${depth}`;
  switch (type.kind) {
    case 'binary':
      return `unhex(${value})`;
    case 'array':
      return `list_transform(${value}, lambda ${item}: ${fromStored(item, type.elementType, depth + 1)})`;
    case 'map':
      return `map_from_entries(list_transform(map_entries(${value}), lambda ${item}: {k: ${item}.key, v: ${fromStored(`${item}.value`, type.valueType, depth + 1)}}))`;
    case 'struct': {
      const fields = type.fields.map(({ name, dataType }) => {
        const part = `struct_extract(${value}, ${quoteString(name)})`;
        return `${quoteIdentifier(name)} := ${fromStored(part, dataType, depth + 1)}`;
      });
      return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`;
    }
    default:
      return value;
  }
}
