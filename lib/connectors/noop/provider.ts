import type { SinkProvider } from '../../contracts/connector.ts';
import { readOptions } from '../options.ts';
import { NOOP_SINK_OPTIONS } from './options.ts';
import { NoopSink } from './sink.ts';

/** Output to nowhere. */
export const noopSinkProvider: SinkProvider = Object.freeze({
  formats: ['noop'],
  continuous: true,
  outputModes: ['append', 'update', 'complete'],
  temporaryCheckpoint: true,
  saveModes: ['append', 'overwrite'],
  async create({ options }) {
    readOptions('noop sink', NOOP_SINK_OPTIONS, options);
    return new NoopSink();
  },
} satisfies SinkProvider);
