import type { ConnectorContext, SourceProvider } from '../../contracts/connector.ts';
import type { FileInfo, FileSystem } from '../../contracts/file-system.ts';
import { badRecordsPath, badRecordsStream } from '../../contracts/quarantine.ts';
import { AnalysisError, ConnectorError, QueryStartError } from '../../errors/index.ts';
import { StringType, type StructType, structField, structType } from '../../types/data-type.ts';
import { refuseUnreadableTypes } from './format-types.ts';
import { inferSchema } from './infer-schema.ts';
import { inputFile } from './input-file.ts';
import { type InputPath, inputPath, matchFile } from './input-path.ts';
import { listFiles, listFilesSync } from './list-files.ts';
import { mapFiles } from './map-files.ts';
import { type FileSourceOptions, fileSourceOptions } from './options.ts';
import { inferPartitionFields } from './partition-values.ts';
import { fileSystemOf } from './paths.ts';
import { comparePaths } from './select-files.ts';
import { FileSource } from './source.ts';

/** The file formats that can be read and written. */
export const FILE_FORMATS: readonly string[] = Object.freeze(['csv', 'json', 'parquet', 'text']);

/** Files as streams and as static tables: csv, json, parquet, text. */
export const fileSourceProvider: SourceProvider = Object.freeze({
  formats: FILE_FORMATS,
  schema(format, options, userSchema, context) {
    const { values } = fileSourceOptions(format, options);
    const { input, fileSystem } = locate(values, context);
    if (!input.isGlob && fileSystem.existsSync?.(input.path) === false) throw pathNotFound(input);
    return readableSchema(format, userSchema ?? ownSchema(format), input, fileSystem);
  },
  inferSchema(format, options, context) {
    if (format === 'text') return undefined;
    const { values, formatOptions } = fileSourceOptions(format, options);
    const { input, fileSystem } = locate(values, context);
    if (!input.isGlob && fileSystem.existsSync?.(input.path) === false) throw pathNotFound(input);
    return inferSchema({ format, input, fileSystem, formatOptions, conf: context.conf });
  },
  async create({ format, options, schema, log, context }) {
    const { values, formatOptions } = fileSourceOptions(format, options);
    const withConf = { ...values, ignoreMissingFiles: values.ignoreMissingFiles || isMissingIgnored(context) };
    const { fileSystem } = locate(values, context);
    const { clock } = context;
    return new FileSource({ format, options: withConf, formatOptions, schema, log, fileSystem, clock });
  },
  async readStatic(format, options, schema, context) {
    const { values, formatOptions } = fileSourceOptions(format, options);
    const { input, fileSystem } = locate(values, context);
    if (!input.isGlob && !(await fileSystem.exists(input.path))) throw pathNotFound(input);
    refuseQuarantine(format, formatOptions);
    const isMissingAllowed = values.ignoreMissingFiles || isMissingIgnored(context);
    const listed = withoutStrays(input, await listFiles(input, fileSystem));
    listed.sort((a, b) => comparePaths(a.path, b.path));
    const files = await mapFiles(listed, async (file) => {
      const found = await inputFile(input, file, schema, fileSystem);
      if (found === undefined && !isMissingAllowed) {
        throw new ConnectorError('FAILED_READ_FILE.FILE_NOT_EXIST', { path: file.path });
      }
      return found;
    });
    return { kind: 'files', format, options: formatOptions, files: files.filter((file) => file !== undefined) };
  },
} satisfies SourceProvider);

/** Where folders give columns, Spark does not read files outside of them. */
function withoutStrays(input: InputPath, files: readonly FileInfo[]): FileInfo[] {
  const isPartitioned = (file: FileInfo): boolean => Object.keys(matchFile(input, file.path) ?? {}).length > 0;
  const partitioned = files.filter(isPartitioned);
  return partitioned.length === 0 ? [...files] : partitioned;
}

function refuseQuarantine(format: string, options: Readonly<Record<string, string>>): void {
  const path = badRecordsPath(options);
  const value = path ?? badRecordsStream(options);
  if (value === undefined) return;
  const why = 'a static table has no batches whose bad records could be kept';
  const allowed = 'nothing; read the files as a stream, or use mode and columnNameOfCorruptRecord';
  throw new QueryStartError('INVALID_OPTION', {
    where: `${format} table`,
    name: path === undefined ? 'badRecordsStream' : 'badRecordsPath',
    value,
    why,
    allowed,
  });
}

const isMissingIgnored = (context: ConnectorContext): boolean =>
  context.conf['spark.sql.files.ignoreMissingFiles']?.toLowerCase() === 'true';

interface Location {
  readonly input: InputPath;
  readonly fileSystem: FileSystem;
}

function locate(values: FileSourceOptions, context: ConnectorContext): Location {
  const input = inputPath(values);
  return { input, fileSystem: fileSystemOf(input.path, context.fileSystems) };
}

const pathNotFound = (input: InputPath): AnalysisError => new AnalysisError('PATH_NOT_FOUND', { path: input.path });

function ownSchema(format: string): StructType {
  if (format === 'text') return structType([structField('value', StringType)]);
  throw new QueryStartError('_LEGACY_ERROR_TEMP_2048');
}

/**
 * The columns of the data, then those of the partition folders that are there now: with the user's type and name where the schema has them, else
 * with the narrowest type for their values. Every column is nullable, as in Spark.
 */
function readableSchema(format: string, schema: StructType, input: InputPath, fileSystem: FileSystem): StructType {
  const files = listFilesSync(input, fileSystem);
  const inferred = inferPartitionFields(files.map((file) => matchFile(input, file.path) ?? {}));
  const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const partitions = inferred.map((field) => schema.fields.find((given) => isSame(given.name, field.name)) ?? field);
  const data = schema.fields.filter((field) => !partitions.includes(field));
  refuseUnreadableTypes(format, data);
  return structType([...data, ...partitions].map((field) => structField(field.name, field.dataType, true)));
}
