import { QueryRuntime } from '../lib/lambda/query-runtime.ts';
import { stepHandler } from '../lib/lambda/step-handler.ts';

/** Runs the query of the bundle: one micro-batch of a backfill. */
export const handler = stepHandler(
  // The bundler puts the file of the query in the place of this name.
  new QueryRuntime({ module: () => import('millrace-query') }),
);
