import type { SinkProvider } from '../../contracts/connector.ts';
import { readOptions } from '../options.ts';
import { CONSOLE_SINK_OPTIONS } from './options.ts';
import { ConsoleSink, type Print } from './sink.ts';

/** Prints results, for trying out. */
export const consoleSinkProvider = (print: Print): SinkProvider =>
  Object.freeze({
    formats: ['console'],
    continuous: true,
    outputModes: ['append', 'update', 'complete'],
    temporaryCheckpoint: true,
    saveModes: ['append', 'overwrite', 'ignore', 'errorIfExists'],
    async create({ options, context }) {
      const { numRows, truncate } = readOptions('console sink', CONSOLE_SINK_OPTIONS, options);
      const timeZone = context.conf['spark.sql.session.timeZone'] ?? 'UTC';
      return new ConsoleSink({ numRows, truncate, timeZone, print });
    },
  } satisfies SinkProvider);
