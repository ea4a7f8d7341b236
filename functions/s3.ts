import { QueryRuntime } from '../lib/lambda/query-runtime.ts';
import { s3Handler } from '../lib/lambda/s3-handler.ts';

/** Runs the query of the bundle: new objects are a batch. */
export const handler = s3Handler(
  // The bundler puts the file of the query in the place of this name.
  new QueryRuntime({ module: () => import('millrace-query') }),
);
