import type { SinkProvider, SourceProvider } from '../../contracts/connector.ts';
import { QueryStartError } from '../../errors/index.ts';
import { type OptionTexts, readOptions, requireOption } from '../options.ts';
import { type AnyMemoryStream, MemoryStream, type MemoryStreams } from './memory-stream.ts';
import type { MemoryTables } from './memory-tables.ts';
import { MEMORY_SINK_OPTIONS, MEMORY_SOURCE_OPTIONS } from './options.ts';
import { PartitionedMemorySource } from './partitioned-source.ts';
import { MemorySink } from './sink.ts';
import { MemorySource } from './source.ts';

/** Reads the streams that tests fill by hand. */
export function memorySourceProvider(streams: MemoryStreams): SourceProvider {
  const streamOf = (options: OptionTexts): AnyMemoryStream => {
    const values = readOptions('memory source', MEMORY_SOURCE_OPTIONS, options);
    const name = requireOption('memory source', MEMORY_SOURCE_OPTIONS, values, 'stream');
    const stream = streams.get(name);
    if (stream !== undefined) return stream;
    throw new QueryStartError('INVALID_OPTION', {
      where: 'memory source',
      name: 'stream',
      value: name,
      why: 'the session has no such stream',
      allowed: streams.names().join(', ') || 'none so far; make one with MemoryStreams.create',
    });
  };
  return Object.freeze({
    formats: ['memory'],
    continuous: true,
    schema(_format, options, userSchema) {
      const stream = streamOf(options);
      if (userSchema !== undefined) throw new QueryStartError('_LEGACY_ERROR_TEMP_2242', { provider: 'MemoryStream' });
      return stream.schema;
    },
    async create({ options }) {
      const stream = streamOf(options);
      return stream instanceof MemoryStream ? new MemorySource(stream) : new PartitionedMemorySource(stream);
    },
  } satisfies SourceProvider);
}

/** Keeps results in tables of the session, by query name. */
export function memorySinkProvider(tables: MemoryTables): SinkProvider {
  return Object.freeze({
    formats: ['memory'],
    continuous: true,
    outputModes: ['append', 'update', 'complete'],
    temporaryCheckpoint: true,
    restartModes: ['complete'],
    partitioned: false,
    saveModes: [],
    async create({ options, schema, queryName }) {
      readOptions('memory sink', MEMORY_SINK_OPTIONS, options);
      if (queryName === undefined) throw new QueryStartError('_LEGACY_ERROR_TEMP_1194');
      return new MemorySink(tables.create(queryName, schema));
    },
  } satisfies SinkProvider);
}
