import { type StructField, type StructType, structField, structType } from '../types/data-type.ts';
import { parseDdl } from '../types/ddl.ts';
import type { SchemaInput, SchemaObject } from '../types/infer.ts';

/** A schema from what users may write for one: DDL text, an object of DDL types, or a type that is there already. */
export function toStructType(schema: SchemaInput | StructType): StructType {
  if (typeof schema === 'string') return parseDdl(schema);
  if (isStructType(schema)) return schema;
  return structType(Object.entries(schema).flatMap(([name, type]) => toField(name, type)));
}

const isStructType = (schema: SchemaObject | StructType): schema is StructType =>
  schema['kind'] === 'struct' && Array.isArray(schema['fields']);

function toField(name: string, type: string | SchemaObject): readonly StructField[] {
  if (typeof type !== 'string') return [structField(name, toStructType(type))];
  return parseDdl(`\`${name.replaceAll('`', '``')}\` ${type}`).fields;
}
