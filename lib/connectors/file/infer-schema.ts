import type { ConnectorContext } from '../../contracts/connector.ts';
import type { FileInfo, FileSystem } from '../../contracts/file-system.ts';
import { inferFileSchema } from '../../engine/inference/infer-file-schema.ts';
import { AnalysisError } from '../../errors/index.ts';
import { type DataType, type StructField, type StructType, structField, structType } from '../../types/data-type.ts';
import type { OptionTexts } from '../options.ts';
import { type InputPath, matchFile } from './input-path.ts';
import { listFilesSync } from './list-files.ts';
import { parquetSchema } from './parquet-schema.ts';
import { inferPartitionFields } from './partition-values.ts';

/** Where files lie whose schema is asked for, and how their format is read. */
interface InferenceRequest {
  readonly format: string;
  readonly input: InputPath;
  readonly fileSystem: FileSystem;
  readonly formatOptions: OptionTexts;
  readonly conf: ConnectorContext['conf'];
}

const FORMAT_NAMES: Readonly<Record<string, string>> = { csv: 'CSV', json: 'JSON', parquet: 'Parquet' };

/** The columns that files tell of, and those of their folders: one of both keeps its place and has the folder's type, as in Spark. */
export function inferSchema(request: InferenceRequest): StructType {
  const { format, input, fileSystem, conf } = request;
  if (fileSystem.listSync === undefined)
    throw new AnalysisError('NOT_IMPLEMENTED', {
      feature: `Inferring the schema of the files of ${input.path}`,
      remedy: `Only files of this machine can be looked into while a frame is built. Give the schema: session.read.schema('k STRING, v INT').${format}(path).`,
    });
  const files = listFilesSync(input, fileSystem);
  if (files.length === 0 && input.isGlob) throw new AnalysisError('PATH_NOT_FOUND', { path: input.path });
  const data = files.length === 0 ? undefined : dataSchema(request, files);
  if (data === undefined) throw new AnalysisError('UNABLE_TO_INFER_SCHEMA', { format: FORMAT_NAMES[format] ?? format });
  const caseSensitive = isCaseSensitive(conf);
  refuseSameNames(data, caseSensitive);
  const partitions = inferPartitionFields(files.map((file) => matchFile(input, file.path) ?? {}));
  return merged(format, data.fields, partitions, caseSensitive);
}

const isCaseSensitive = (conf: ConnectorContext['conf']): boolean =>
  conf['spark.sql.caseSensitive']?.toLowerCase() === 'true';

function dataSchema(
  { format, fileSystem, formatOptions, conf }: InferenceRequest,
  files: readonly FileInfo[],
): StructType | undefined {
  if (format === 'parquet') return newestParquet(files, fileSystem);
  const read = fileSystem.readSync?.bind(fileSystem);
  if (read === undefined) return undefined;
  const examples = files.map(({ path, bytes }) => ({ path, bytes, read: () => read(path) }));
  return inferFileSchema(format, examples, formatOptions, { caseSensitive: isCaseSensitive(conf) });
}

function newestParquet(files: readonly FileInfo[], fileSystem: FileSystem): StructType | undefined {
  const [newest] = [...files].sort((a, b) => b.modifiedMs - a.modifiedMs);
  const readTail = fileSystem.readTailSync?.bind(fileSystem);
  if (newest === undefined || readTail === undefined) return undefined;
  return parquetSchema(newest.path, (bytes) => readTail(newest.path, bytes));
}

function merged(
  format: string,
  data: readonly StructField[],
  partitions: readonly StructField[],
  caseSensitive: boolean,
): StructType {
  const key = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  const byName = new Map(partitions.map((field) => [key(field.name), field]));
  const own = data.find(({ name }) => byName.has(key(name)));
  // Fields of CSV have no names of their own, so that one more than the schema has could not be told.
  if (own !== undefined && format === 'csv')
    throw new AnalysisError('NOT_IMPLEMENTED', {
      feature: `Reading CSV files that have a column ${own.name} as well as folders ${own.name}=…`,
      remedy: 'Give the schema with another name for the column of the files.',
    });
  const fields = data.map((field) => byName.get(key(field.name)) ?? field);
  const added = partitions.filter((field) => !fields.includes(field));
  return structType([...fields, ...added].map(({ name, dataType }) => structField(name, dataType, true)));
}

/** At any depth. */
function refuseSameNames(type: DataType, caseSensitive: boolean): void {
  if (type.kind === 'array') refuseSameNames(type.elementType, caseSensitive);
  if (type.kind === 'map') refuseSameNames(type.valueType, caseSensitive);
  if (type.kind !== 'struct') return;
  const seen = new Set<string>();
  for (const { name, dataType } of type.fields) {
    const key = caseSensitive ? name : name.toLowerCase();
    if (seen.has(key)) throw new AnalysisError('COLUMN_ALREADY_EXISTS', { columnName: `\`${key}\`` });
    seen.add(key);
    refuseSameNames(dataType, caseSensitive);
  }
}
