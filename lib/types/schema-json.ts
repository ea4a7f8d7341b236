import { ParseError } from '../errors/index.ts';
import type { Json } from '../util/json.ts';
import {
  arrayType,
  type DataType,
  mapType,
  type StructField,
  type StructType,
  simpleString,
  structField,
  structType,
} from './data-type.ts';
import { parseDataType } from './ddl.ts';

type JsonObject = { readonly [key: string]: Json };

/** A schema in Spark's JSON form, as `df.schema.json()` prints it and Spark's checkpoints hold it. */
export function schemaToJson(schema: StructType): Json {
  return typeToJson(schema);
}

/** The schema in Spark's JSON form; metadata of fields and the nullability of elements are read over. */
export function schemaFromJson(json: Json): StructType {
  const type = typeFromJson(json, 'schema');
  if (type.kind !== 'struct') throw invalid('schema', 'expected a struct');
  return type;
}

const NAMES_IN_JSON: Readonly<Partial<Record<DataType['kind'], string>>> = {
  byte: 'byte',
  integer: 'integer',
  long: 'long',
  short: 'short',
};

function typeToJson(type: DataType): Json {
  switch (type.kind) {
    case 'array':
      return { type: 'array', elementType: typeToJson(type.elementType), containsNull: true };
    case 'map':
      return {
        type: 'map',
        keyType: typeToJson(type.keyType),
        valueType: typeToJson(type.valueType),
        valueContainsNull: true,
      };
    case 'struct': {
      const fields = type.fields.map(({ name, dataType, nullable }) => ({
        name,
        type: typeToJson(dataType),
        nullable,
        metadata: {},
      }));
      return { type: 'struct', fields };
    }
    default:
      return NAMES_IN_JSON[type.kind] ?? simpleString(type);
  }
}

function typeFromJson(json: Json | undefined, path: string): DataType {
  if (typeof json === 'string') return parseDataType(json);
  if (!isObject(json)) throw invalid(path, 'expected the name of a type or an object');
  switch (json['type']) {
    case 'array':
      return arrayType(typeFromJson(json['elementType'], `${path}.elementType`));
    case 'map':
      return mapType(
        typeFromJson(json['keyType'], `${path}.keyType`),
        typeFromJson(json['valueType'], `${path}.valueType`),
      );
    case 'struct': {
      const fields = json['fields'];
      if (!Array.isArray(fields)) throw invalid(path, 'a struct needs an array of fields');
      return structType(fields.map((field: Json, i) => fieldFromJson(field, `${path}.fields[${i}]`)));
    }
    default:
      throw invalid(path, `unknown type ${JSON.stringify(json['type'])}`);
  }
}

function fieldFromJson(json: Json, path: string): StructField {
  if (!isObject(json) || typeof json['name'] !== 'string') throw invalid(path, 'a field needs a name');
  return structField(json['name'], typeFromJson(json['type'], path), json['nullable'] !== false);
}

const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

const invalid = (path: string, reason: string): ParseError =>
  new ParseError('INVALID_SCHEMA_JSON', { reason: `${reason} at ${path}` });
