import type { InputFile } from '../../contracts/source.ts';
import { duckDbType, quoteIdentifier, quoteString } from '../../expression/duckdb-sql.ts';
import { NO_COLUMNS } from '../../incremental/names.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { javaDouble } from './csv-values.ts';

/** A function of two texts that a reader needs in SQL: a record and the file it lies in. */
export type RecordFunction = (record: string, file: string) => string;

/** What a reader may use of the session. */
export interface ReaderContext {
  /** DuckDB's name of the session zone. */
  readonly timeZone: string;
  readonly nowMs: () => number;
  /** Makes a function callable in SQL and gives its name; the same key gives the same function. */
  readonly recordFunction: (key: string, make: () => RecordFunction) => string;
}

/** One read of files of a format. */
export interface ReadRequest {
  readonly schema: StructType;
  readonly files: readonly InputFile[];
  readonly options: Readonly<Record<string, string>>;
  /** Columns that each record brings along, as fields of its `file_index`. */
  readonly beside?: ReadonlySet<string>;
}

/** Builds a SELECT of the schema's columns over files; every reader is one. */
export type Reader = (request: ReadRequest, context: ReaderContext) => string;

/** Columns that the folders of the files give. */
export const partitionColumns = (files: readonly InputFile[]): ReadonlySet<string> =>
  new Set(files.flatMap((file) => Object.keys(file.partitionValues)));

/** The schema without the columns that folders give, or that records bring along. */
export function dataSchema({ schema, files, beside }: ReadRequest): StructType {
  const partitions = partitionColumns(files);
  const isData = ({ name }: StructType['fields'][number]) => !partitions.has(name) && beside?.has(name) !== true;
  return { kind: 'struct', fields: schema.fields.filter(isData) };
}

/** The select list in the schema's order: `column` for what the file holds, constants by file for what its folders say, fields of `fileIndex` for what records bring along. */
export function selectList(
  { schema, files, beside }: ReadRequest,
  fileIndex: string,
  column: (name: string, type: DataType) => string,
): string {
  const partitions = partitionColumns(files);
  const columns = schema.fields.map(({ name, dataType }) => {
    const value = (): string => {
      if (beside?.has(name) === true) return `struct_extract(${fileIndex}, ${quoteString(name)})`;
      if (!partitions.has(name)) return column(name, dataType);
      const values = files.map((file) => file.partitionValues[name] ?? null);
      return partitionValue(values, dataType, fileIndex);
    };
    return `${value()} AS ${quoteIdentifier(name)}`;
  });
  return columns.length === 0 ? NO_COLUMNS : columns.join(', ');
}

/** A double may be written as only Java writes it: `1d`. */
const plainNumber = (value: string, type: DataType): string =>
  type.kind === 'double' || type.kind === 'float' ? String(javaDouble(value) ?? value) : value;

function partitionValue(values: readonly (string | null)[], type: DataType, fileIndex: string): string {
  const literals = values.map((value) => (value === null ? 'NULL' : quoteString(plainNumber(value, type))));
  const target = duckDbType(type);
  const [first = 'NULL'] = literals;
  if (literals.every((literal) => literal === first)) return `CAST(${first} AS ${target})`;
  return `CAST([${literals.join(', ')}] AS ${target}[])[${fileIndex} + 1]`;
}
