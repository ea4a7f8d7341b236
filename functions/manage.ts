import { manageHandler } from '../lib/lambda/manage-handler.ts';
import { QueryRuntime } from '../lib/lambda/query-runtime.ts';

/** Tells status and progress of the query of the bundle, stops and starts it. */
export const handler = manageHandler(new QueryRuntime());
