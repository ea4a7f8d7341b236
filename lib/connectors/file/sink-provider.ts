import type { SinkProvider } from '../../contracts/connector.ts';
import { QueryStartError } from '../../errors/index.ts';
import { type StructField, type StructType, simpleString } from '../../types/data-type.ts';
import { refuseUnsupportedTypes } from './format-types.ts';
import { fileSinkOptions } from './options.ts';
import { fileSystemOf, normalizePath } from './paths.ts';
import { FileSink } from './sink.ts';
import { FILE_FORMATS } from './source-provider.ts';
import { FileWriteTarget } from './write-target.ts';

/** Files as output, append only: csv, json, parquet, text. */
export const fileSinkProvider: SinkProvider = Object.freeze({
  formats: FILE_FORMATS,
  outputModes: ['append'],
  temporaryCheckpoint: false,
  saveModes: ['append', 'overwrite', 'ignore', 'errorIfExists'],
  target(format, options, context) {
    const path = normalizePath(fileSinkOptions(format, options).values.path);
    return new FileWriteTarget(path, fileSystemOf(path, context.fileSystems));
  },
  async create({ format, options, schema, partitionBy, queryId, context }) {
    const { values, formatOptions } = fileSinkOptions(format, options);
    const columns = partitionBy.map((name) => partitionField(name, schema));
    const data = schema.fields.filter((field) => !columns.includes(field));
    if (data.length === 0 && columns.length > 0) throw new QueryStartError('ALL_PARTITION_COLUMNS_NOT_ALLOWED');
    refuseUnsupportedTypes(format, data);
    const path = normalizePath(values.path);
    const sink = new FileSink({
      format,
      path,
      formatOptions,
      partitionBy: columns.map((field) => field.name),
      queryId,
      fileSystem: fileSystemOf(path, context.fileSystems),
    });
    await sink.open();
    return sink;
  },
} satisfies SinkProvider);

function partitionField(name: string, schema: StructType): StructField {
  const found = schema.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new QueryStartError('PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA', {
    column: `\`${name}\``,
    schema: simpleString(schema),
  });
}
