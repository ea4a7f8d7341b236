import { AnalysisError, QueryStartError } from '../../errors/index.ts';
import { type DataType, type StructField, sqlName, structType } from '../../types/data-type.ts';
import { hasTextKeys } from '../../types/map-keys.ts';

type Accepts = (type: DataType) => boolean;

const isNested: Accepts = (type) => type.kind === 'array' || type.kind === 'map' || type.kind === 'struct';

/** Which column types a format can hold; one that is not listed holds all. */
const SUPPORTED: Readonly<Record<string, Accepts>> = {
  text: (type) => type.kind === 'string',
  csv: (type) => !isNested(type),
};

/** Refuses columns that files of the format cannot hold, reading as well as writing; `fields` are those in the files, not of partition folders. */
export function refuseUnsupportedTypes(format: string, fields: readonly StructField[]): void {
  const other = fields.find((field) => SUPPORTED[format]?.(field.dataType) === false);
  if (other === undefined) return;
  throw new QueryStartError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
    format: format === 'csv' ? 'CSV' : 'Text',
    columnName: `\`${other.name}\``,
    columnType: sqlName(other.dataType),
  });
}

/** {@link refuseUnsupportedTypes} for a reader: JSON writes keys of any type as text, but reads them as nothing else. */
export function refuseUnreadableTypes(format: string, fields: readonly StructField[]): void {
  refuseUnsupportedTypes(format, fields);
  const schema = structType(fields);
  if (format === 'json' && !hasTextKeys(schema))
    throw new AnalysisError('INVALID_JSON_SCHEMA_MAP_TYPE', { jsonSchema: `"${sqlName(schema)}"` });
}
