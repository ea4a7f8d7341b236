import type { OptionTable } from '../options.ts';

/** The foreach and foreachBatch sinks have no options: what they do is the user's function. */
export const FOREACH_SINK_OPTIONS = {} satisfies OptionTable;
