import { type DataType, type StructType, simpleString } from '../types/data-type.ts';

/** The names `printSchema` uses where they differ from DDL. */
const TREE_NAMES: Readonly<Record<string, string>> = {
  byte: 'byte',
  short: 'short',
  integer: 'integer',
  long: 'long',
};

/** A schema as `printSchema` draws it. */
export const schemaTree = (schema: StructType): string => `${['root', ...fieldLines(schema, ' |')].join('\n')}\n`;

const fieldLines = (schema: StructType, indent: string): readonly string[] =>
  schema.fields.flatMap((field) => [
    `${indent}-- ${field.name}: ${treeName(field.dataType)} (nullable = ${field.nullable})`,
    ...nestedLines(field.dataType, `${indent}    |`),
  ]);

function nestedLines(type: DataType, indent: string): readonly string[] {
  switch (type.kind) {
    case 'struct':
      return fieldLines(type, indent);
    case 'array':
      return [
        `${indent}-- element: ${treeName(type.elementType)} (containsNull = true)`,
        ...nestedLines(type.elementType, `${indent}    |`),
      ];
    case 'map':
      return [
        `${indent}-- key: ${treeName(type.keyType)}`,
        ...nestedLines(type.keyType, `${indent}    |`),
        `${indent}-- value: ${treeName(type.valueType)} (valueContainsNull = true)`,
        ...nestedLines(type.valueType, `${indent}    |`),
      ];
    default:
      return [];
  }
}

const treeName = (type: DataType): string =>
  type.kind === 'struct' || type.kind === 'array' || type.kind === 'map'
    ? type.kind
    : (TREE_NAMES[type.kind] ?? simpleString(type));
