import { QueryRuntime } from '../lib/lambda/query-runtime.ts';
import { tickHandler } from '../lib/lambda/tick-handler.ts';

/** Runs the query of the bundle: what is due by the clock. */
export const handler = tickHandler(
  // The bundler puts the file of the query in the place of this name.
  new QueryRuntime({ module: () => import('millrace-query') }),
);
