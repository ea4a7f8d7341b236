import { kinesisHandler } from '../lib/lambda/kinesis-handler.ts';
import { QueryRuntime } from '../lib/lambda/query-runtime.ts';

/** Runs the query of the bundle: one event of a stream is one batch. */
export const handler = kinesisHandler(
  // The bundler puts the file of the query in the place of this name.
  new QueryRuntime({ module: () => import('millrace-query') }),
);
