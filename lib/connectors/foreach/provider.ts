import type { SinkProvider } from '../../contracts/connector.ts';
import type { RowWriter } from '../../contracts/session-backend.ts';
import type { Sink } from '../../contracts/sink.ts';
import { readOptions } from '../options.ts';
import { type BatchFunction, ForeachBatchSink } from './batch-sink.ts';
import { FOREACH_SINK_OPTIONS } from './options.ts';
import { ForeachSink } from './sink.ts';

/** The provider of one query's `foreach`. */
export const foreachSinkProvider = (writer: RowWriter): SinkProvider =>
  provider('foreach', true, () => new ForeachSink(writer));

/** The provider of one query's `foreachBatch`. */
export const foreachBatchSinkProvider = (work: BatchFunction): SinkProvider =>
  provider('foreachBatch', false, () => new ForeachBatchSink(work));

const provider = (format: string, continuous: boolean, create: () => Sink): SinkProvider =>
  Object.freeze({
    formats: [format],
    continuous,
    outputModes: ['append', 'update', 'complete'],
    temporaryCheckpoint: true,
    partitioned: false,
    async create({ options }) {
      readOptions(`${format} sink`, FOREACH_SINK_OPTIONS, options);
      return create();
    },
  } satisfies SinkProvider);
